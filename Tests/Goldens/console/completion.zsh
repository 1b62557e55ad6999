#compdef hashmap-cli
# Completion of hashmap-cli for zsh. Save it as _hashmap-cli in a directory of $fpath.
_hashmap_cli() {
  local curcontext="$curcontext" state line
  local -a globals commands
  globals=(
    '--mode=[Which map serves\: adaptive changes its layout while it runs, the others keep one.]:MODE:((adaptive\:"changes its layout to suit the workload" fast-insert\:"layout chaining" fast-lookup\:"layout robinhood" memory-tight\:"layout compact" chaining\:"two-level chaining in cache-line buckets" robinhood\:"open addressing ordered by probe distance" grouped\:"groups of fifteen slots searched at once" compact\:"small references into an arena"))'
    '--config=[Read settings from a TOML, YAML or JSON file (docs/config.md lists them).]:FILE:_files'
    '--json[Print the result as one line of JSON on standard output.]'
    '-q[Show no progress bar and no log lines below warning on standard error.]'
    '--quiet[Show no progress bar and no log lines below warning on standard error.]'
    '--no-color[Use no colours; a non-empty NO_COLOR in the environment means the same.]'
    '--log-level=[Log this level and what is more severe.]:LEVEL:((trace\:"everything, down to single steps" debug\:"what helps to understand a run" info\:"what happened" warning\:"what deserves attention" error\:"failures only"))'
    '--log-json[Write log lines as JSON objects with ts, level, logger and msg.]'
    '--log-file=[Append log lines to this file as well, rotating it by size; none keeps no file. Without it, serve and a run that is served log into the user'\''s cache folder.]:FILE:_files'
    '--log-max-bytes=[Rotate the log file at this size; 0 never rotates.]:BYTES: '
    '--log-backup-count=[Keep this many rotated log files; with 0 the file starts over.]:N: '
    '-h[Show help and exit.]'
    '--help[Show help and exit.]'
    '-V[Print the version and exit.]'
    '--version[Print the version and exit.]'
  )
  commands=(
    'run-csv:Replay a workload through a map and report what every operation cost.'
    'control:Tell a replay that is running what to do, and print its receipt.'
    'generate-csv:Generate a workload.'
    'convert-trace:Make a workload file of a trace in another format.'
    'scrub-csv:Make a workload that can be shared: without its keys and values, with its behaviour.'
    'profile:Find the map that suits a workload: replay a sample on every layout and the adaptive map.'
    'explain:Tell why a map changed its structure, what that cost and what it brought.'
    'forecast:Say when the next split, conversion or guardrail breach of a run comes.'
    'cost-model:Tell what an operation, an entry and a migration cost in each layout, on this machine.'
    'probe-visualize:Show step by step where a map looks for a key: the exact steps of a get, put or del.'
    'ab-compare:Compare two maps on one workload, and say whether the difference is more than noise.'
    'batch:Run a suite of jobs from a file, each in a process of its own, and report on them.'
    'catalogue:catalogue history, compare, baseline, prune'
    'workload-dna:Tell what a workload is like: mix, skew, reuse, phases, sizes, collisions.'
    'sweep:Find the highest rate at which a workload holds a latency objective.'
    'policy-lab:Try settings on replays, and verify the best of them on a workload that is held out.'
    'validate-metrics:Check a metrics file line by line and list everything wrong with it.'
    'validate-metrics-ndjson:Check a metrics file line by line and list everything wrong with it.'
    'frame:Show one frame of a metrics file, as JSON or as Prometheus reads it.'
    'serve:Show runs from their metrics files: dashboard, JSON interface, /metrics.'
    'mission-control:Show the runs of this folder in the browser: serve with everything that lies below runs/.'
    'query-metric:Ask a server for a document of JSON and print one value of it.'
    'tui:Watch a run in the terminal, live or from its metrics file.'
    'put:Set the value of a key in a store that outlives the process.'
    'get:Print the value of a key of a store; an empty line when it has none.'
    'del:Remove a key from a store; prints 1 when it was there, else 0.'
    'items:Print every entry of a store, a row of key,value each.'
    'scan:Print the entries of a store whose keys begin with a text.'
    'import:Put every row of a CSV or NDJSON file into a store.'
    'stats:Tell how large a store is, and what reading its log found.'
    'compact:Write a store'\''s snapshot anew and begin a new log.'
    'verify-store:Check every byte of a store; repair what is damaged.'
    'repl:Work on a store or a snapshot, command by command.'
    'verify-snapshot:Check every byte of a snapshot; repair what is damaged.'
    'inspect-snapshot:Show what a snapshot holds without loading it.'
    'export-snapshot:Write a snapshot'\''s entries as CSV or NDJSON.'
    'import-snapshot:Make a snapshot of keys and values in CSV or NDJSON.'
    'diff-snapshot:Tell what changed from one snapshot to another.'
    'compact-snapshot:Write a snapshot anew, in full blocks and with another compression.'
    'snapshot-key:Make the keys that snapshots are signed and verified with.'
    'config:config show, set, apply, diff, validate, schema'
    'config-wizard:Write a configuration file by answering questions.'
    'config-edit:Edit a configuration file question by question, or by presets.'
    'completion:Print a completion script for bash, zsh or fish.'
    'man:Print the manual page as roff.'
    'docs:Write the pages of the documentation that are generated from tables.'
    'metrics-spec:Lint the specifications of metrics and write what is generated from them.'
    'graph:graph validate, show, run, replay, bench, publisher, subscriber'
    'help:Explain the program, or one command.'
    'version:Print the version.'
  )
  _arguments -C $globals '1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe command commands ;;
    argument)
      case $words[1] in
        run-csv)
          _arguments $globals \
            '--csv=[Workload or trace to replay; .gz and .zst are read as they stand, - is standard input.]:FILE:_files' \
            '--dry-run[Check the whole workload and replay nothing; lists up to 20 problems.]' \
            '--csv-max-rows=[Refuse a workload with more rows, or a trace that stands for more requests; 0 accepts any number.]:N: ' \
            '--csv-max-bytes=[Refuse a larger workload; 0 accepts any size.]:BYTES: ' \
            '--csv-max-line-bytes=[Refuse a workload with a longer row; 0 accepts any up to 1 GiB.]:BYTES: ' \
            '--snapshot-in=[Begin with the map of this snapshot, set up as it was unless flags of the map are given.]:FILE:_files' \
            '--verify-key=[Refuse a snapshot that is not signed by the public key of this file.]:KEY:_files' \
            '--skip-ops=[Pass over the first N operations; recorded\: those the snapshot of --snapshot-in has seen.]:N:(recorded)' \
            '--format=[The format of the workload; docs/traces.md describes each.]:FORMAT:((auto\:"whatever the beginning of the file looks like" csv\:"a workload file\: op, key, value" cachelib\:"CacheLib key-value cache" cachelib-cdn\:"CacheLib content delivery" redis-monitor\:"Redis MONITOR, also as memtier reads it" ycsb\:"YCSB, printed by its basic database" msr\:"MSR Cambridge block requests" tencent\:"Tencent cloud block storage" twitter\:"Twitter cache clusters" libcachesim-csv\:"libCacheSim CSV with columns of your own" arc\:"ARC .lis block requests" oracle-general\:"libCacheSim oracleGeneral, binary"))' \
            '--fill[A read that finds nothing puts the object, as an application beside a cache does; by default where the format has no such writes.]' \
            '--no-fill[A read that finds nothing puts the object, as an application beside a cache does; by default where the format has no such writes.]' \
            '--expand[A row that stands for several requests becomes so many; on by default.]' \
            '--no-expand[A row that stands for several requests becomes so many; on by default.]' \
            '--page-bytes=[Split requests to disks into pages of this size; 0 keeps them whole.]:BYTES: ' \
            '--max-value-bytes=[Cut the values of a trace to this size.]:BYTES: ' \
            '--skip-bad-rows[Count rows that break the format of a trace and go on.]' \
            '--trace-columns=[Which column of a CSV trace means what\: time-col=1,obj-id-col=2; docs/traces.md lists the words.]:LIST: ' \
            '--policy=[When the adaptive map changes its layout.]:POLICY:((live\:"by measured cost; decisions are logged and can be replayed" thresholds\:"by the thresholds of \[adaptive\] alone; the same on every machine"))' \
            '--segment-bytes=[Largest segment, which bounds every pause; unlimited keeps one flat table.]:N:(unlimited)' \
            '--hash=[Hash function of the map.]:HASH:((fast\:"seeded, 64 bits, for data of your own" sip\:"SipHash-1-3, keyed, for data from strangers"))' \
            '--seed=[Seed of the hash; with one, two runs give the same layout and events.]:N:(none)' \
            '--tombstones[Delete by tombstones in robinhood instead of shifting entries back.]' \
            '--no-tombstones[Delete by tombstones in robinhood instead of shifting entries back.]' \
            '--memory-budget=[Bytes the adaptive map should stay below; it converts to compact rather than pass them.]:BYTES:(none)' \
            '--compact-interval=[Compact the map this often\: half-empty segments are merged, traces of deletions cleared.]:SECONDS: ' \
            '--max-memory=[Stop the run (Policy, exit 4) when the map holds more.]:BYTES: ' \
            '--decisions=[Repeat the adaptive decisions recorded in this file, at the same operations.]:FILE:_files' \
            '--decisions-out=[Record every adaptive decision with its operation number.]:FILE:_files' \
            '--rate=[Let operations come by the clock, done or not\: N or poisson\:N a second (10k, 2M), or trace for the trace'\''s times.]:RATE: ' \
            '--timing=[Which times of a trace count\: asap for none, original, or xN for N times as fast.]:TIMING: ' \
            '--hdr-out=[Write service, queueing and response times as an HdrHistogram log (V2); needs --rate or --timing.]:FILE:_files' \
            '--hgrm-out=[Write the percentiles of response times as HdrHistogram prints them; needs --rate or --timing.]:FILE:_files' \
            '--engine=[What carries the operations to the map; results are the same.]:ENGINE:((graph\:"a graph of source, map and observer, with a control band" direct\:"a plain loop; takes no commands over a socket"))' \
            '*--at=[Carry a command out after exactly OPS operations\: compact, convert\:LAYOUT, reseed, pause\:DURATION, snapshot\:FILE, set\:KEY=VALUE, stop.]:OPS=COMMAND: ' \
            '--control-socket=[Listen for commands on this Unix socket while the run goes on; hashmap-cli control sends them.]:PATH:_files' \
            '--tick-ops=[Measure a tick after this many operations; 0 never does.]:N: ' \
            '--tick-interval=[Measure a tick after this time; 0 never does, and two runs then differ in times alone.]:SECONDS: ' \
            '--latency-sample-every=[Time one operation in N, picked at random; 0 times none.]:N: ' \
            '--latency-buckets=[Bounds of the latency histogram in ticks.]:SET:((default\:"0.05 ms to 10 ms" micro\:"0.001 ms to 10 ms"))' \
            '--forecast[Mark in the ticks when the next split, conversion or breach is expected (docs/forecast.md).]' \
            '--metrics-out-dir=[Write every tick to DIR/metrics.ndjson; DIR is created.]:DIR:_files -/' \
            '--metrics-max-ticks=[Keep about this many of the newest ticks in the file, and at most so many on the server.]:N: ' \
            '--json-summary-out=[Write the summary of the run as JSON.]:FILE:_files' \
            '--snapshot-out=[Write what the map holds at the end (docs/snapshots.md).]:FILE:_files' \
            '--compress=-[Compress the snapshot, each block for itself; gzip where no method is named.]::METHOD:((none\:"blocks as they stand" gzip\:"readable everywhere" zstd\:"smaller and several times faster than gzip"))' \
            '--snapshot-interval=[Write the file of --snapshot-out this often, too.]:SECONDS: ' \
            '--stamp[Write the time into the snapshot'\''s metadata; without it equal content, settings and --seed give equal bytes.]' \
            '--sign=[Sign the snapshot with the secret key of this file (snapshot-key makes one).]:KEY:_files' \
            '--digest[Compute the content digest of the map at the end; it is the same for every layout.]' \
            '--progress=[When to show a progress bar on standard error.]:WHEN:((auto\:"on a terminal, unless --quiet" always\:"even into a file or pipe" never\:"no progress bar"))' \
            '--tui[Show the run in the terminal while it goes on, and at its end until q is pressed (docs/tui.md).]' \
            '*--recommendations=[Show what this file, or each file of this folder, advises (docs/recommendations.md); they may come later.]:PATH:_files' \
            '--alert-webhook=[Post every alert that is raised or cleared to this address; ADHASH_ALERT_TOKEN goes along as bearer.]:URL: ' \
            '--metrics-port=[Serve the dashboard, the JSON interface and /metrics on this port; 0 or auto takes a free one.]:PORT:(auto)' \
            '--metrics-host=[Address the server binds.]:ADDRESS: ' \
            '--linger[Serve the run, on a free port where none is named, and go on after its end until SIGINT or SIGTERM.]' \
            '--serve[The same as --linger.]' \
            '--metrics-names=[Under which names /metrics has its metrics.]:NAMES:((standard\:"those of docs/metrics.md" ancestor\:"those of the earlier program where it had one"))' \
            '--tls-cert=[Serve over TLS with this certificate (PEM, with its chain).]:FILE:_files' \
            '--tls-key=[The key of --tls-cert (PEM, without a passphrase).]:FILE:_files' \
            '--allow-insecure-bind[Let others reach the server although it has no token or no TLS.]' \
            '*--allowed-host=[Answer to this name too; on a loopback address only localhost and numbers are answered to otherwise.]:NAME: ' \
            '--rate-limit=[Requests a second one client may send to /api; 0 is any number.]:N: ' \
            '--max-connections=[Connections at a time; further ones wait.]:N: ' ;;
        control)
          _arguments $globals \
            '--socket=[The socket of the run\: its --control-socket.]:PATH:_files' \
            '--timeout=[How long to wait for the answer.]:SECONDS: ' \
            '1:COMMAND: ' ;;
        generate-csv)
          _arguments $globals \
            '--outfile=[Where to write the workload (required without --selftest), - is standard output; an existing file is replaced as a whole.]:FILE:_files' \
            '--selftest[Draw a million keys from every distribution and measure how far they lie from theory; writes no file.]' \
            '--progress=[When to show a progress bar on standard error.]:WHEN:((auto\:"on a terminal, unless --quiet" always\:"even into a file or pipe" never\:"no progress bar"))' \
            '--preset=[Begin from a workload that has a name.]:NAME:((ycsb-a\:"" ycsb-b\:"" ycsb-c\:"" ycsb-d\:"" ycsb-e\:"" ycsb-f\:"" canonical-s\:"" canonical-m\:"" canonical-l\:""))' \
            '--phases=[Read a list of phases, each with its own mix, from a TOML file.]:FILE:_files' \
            '--from-dna=[Make a workload like the one this model was fitted to (workload-dna --fit); only --seed goes with it.]:FILE:_files' \
            '--ops=[Operations after the warm-up.]:N: ' \
            '--warmup=[Begin with puts of this many keys, each once.]:N: ' \
            '--seed=[Seed of all chance\: the same seed gives the same bytes on every machine.]:N: ' \
            '--read-ratio=[Share of gets.]:X: ' \
            '--del-ratio=[Share of deletes among what is not a get.]:X: ' \
            '--insert-ratio=[Share of puts that are of a new key.]:X: ' \
            '--modify-ratio=[Share of gets that are followed by a put of the same key.]:X: ' \
            '--scan-length=[Gets come in runs of neighbouring keys, up to this long.]:N: ' \
            '--key-space=[How many keys there are.]:N: ' \
            '--distribution=[Which keys are used how often.]:NAME:((uniform\:"" zipf\:"" hotspot\:"" latest\:"" exponential\:"" sequential\:""))' \
            '--key-skew=[Exponent of zipf and latest; above 0 and alone it asks for zipf.]:X: ' \
            '--hot-keys=[Share of the keys that hotspot and exponential favour.]:X: ' \
            '--hot-ops=[Share of the operations that go to them.]:X: ' \
            '--key-format=[How keys are written\: text around one of {}, {\:08}, {hash} and {uuid}.]:FORMAT: ' \
            '--value-size=[Values\: number (below a million), or bytes as 64 or 16-256.]:SIZE: ' \
            '--adversarial-ratio=[Share of rows whose key is one of a set that collides on purpose.]:X: ' \
            '--adversarial-layout=[The layout they collide in\: the --mode of the replay.]:LAYOUT:((grouped\:"" chaining\:"" robinhood\:"" compact\:""))' \
            '--adversarial-seed=[The hash seed under which they collide\: the --seed of the replay.]:N: ' \
            '--adversarial-lowbits=[There are 2 to the power of BITS such keys.]:BITS: ' ;;
        convert-trace)
          _arguments $globals \
            '--in=[Trace to convert; .gz and .zst are read as they stand, - is standard input.]:FILE:_files' \
            '--out=[Workload to write, - is standard output; a file appears when it is complete.]:FILE:_files' \
            '--format=[The format of the workload; docs/traces.md describes each.]:FORMAT:((auto\:"whatever the beginning of the file looks like" csv\:"a workload file\: op, key, value" cachelib\:"CacheLib key-value cache" cachelib-cdn\:"CacheLib content delivery" redis-monitor\:"Redis MONITOR, also as memtier reads it" ycsb\:"YCSB, printed by its basic database" msr\:"MSR Cambridge block requests" tencent\:"Tencent cloud block storage" twitter\:"Twitter cache clusters" libcachesim-csv\:"libCacheSim CSV with columns of your own" arc\:"ARC .lis block requests" oracle-general\:"libCacheSim oracleGeneral, binary"))' \
            '--fill[A read that finds nothing puts the object, as an application beside a cache does; by default where the format has no such writes.]' \
            '--no-fill[A read that finds nothing puts the object, as an application beside a cache does; by default where the format has no such writes.]' \
            '--expand[A row that stands for several requests becomes so many; on by default.]' \
            '--no-expand[A row that stands for several requests becomes so many; on by default.]' \
            '--page-bytes=[Split requests to disks into pages of this size; 0 keeps them whole.]:BYTES: ' \
            '--max-value-bytes=[Cut the values of a trace to this size.]:BYTES: ' \
            '--skip-bad-rows[Count rows that break the format of a trace and go on.]' \
            '--trace-columns=[Which column of a CSV trace means what\: time-col=1,obj-id-col=2; docs/traces.md lists the words.]:LIST: ' \
            '--csv-max-rows=[Refuse a workload with more rows, or a trace that stands for more requests; 0 accepts any number.]:N: ' \
            '--csv-max-bytes=[Refuse a larger workload; 0 accepts any size.]:BYTES: ' \
            '--csv-max-line-bytes=[Refuse a workload with a longer row; 0 accepts any up to 1 GiB.]:BYTES: ' \
            '--progress=[When to show a progress bar on standard error.]:WHEN:((auto\:"on a terminal, unless --quiet" always\:"even into a file or pipe" never\:"no progress bar"))' ;;
        scrub-csv)
          _arguments $globals \
            '--csv=[Workload or trace to replay; .gz and .zst are read as they stand, - is standard input.]:FILE:_files' \
            '--out=[Workload to write, - is standard output; a file appears when it is complete.]:FILE:_files' \
            '--key=[What becomes of keys.]:HOW:((hmac\:"a keyed hash of the key, the same under the same --key-file" drop\:"a number, in the order of first use"))' \
            '--value=[What becomes of the values of puts.]:HOW:((drop\:"a single 0" size-only\:"as many letters x as there were bytes"))' \
            '--key-file=[The secret of --key hmac\: all bytes of this file, 16 to 4096 of them. Keep it to yourself.]:FILE:_files' \
            '--csv-max-rows=[Refuse a workload with more rows, or a trace that stands for more requests; 0 accepts any number.]:N: ' \
            '--csv-max-bytes=[Refuse a larger workload; 0 accepts any size.]:BYTES: ' \
            '--csv-max-line-bytes=[Refuse a workload with a longer row; 0 accepts any up to 1 GiB.]:BYTES: ' \
            '--format=[The format of the workload; docs/traces.md describes each.]:FORMAT:((auto\:"whatever the beginning of the file looks like" csv\:"a workload file\: op, key, value" cachelib\:"CacheLib key-value cache" cachelib-cdn\:"CacheLib content delivery" redis-monitor\:"Redis MONITOR, also as memtier reads it" ycsb\:"YCSB, printed by its basic database" msr\:"MSR Cambridge block requests" tencent\:"Tencent cloud block storage" twitter\:"Twitter cache clusters" libcachesim-csv\:"libCacheSim CSV with columns of your own" arc\:"ARC .lis block requests" oracle-general\:"libCacheSim oracleGeneral, binary"))' \
            '--fill[A read that finds nothing puts the object, as an application beside a cache does; by default where the format has no such writes.]' \
            '--no-fill[A read that finds nothing puts the object, as an application beside a cache does; by default where the format has no such writes.]' \
            '--expand[A row that stands for several requests becomes so many; on by default.]' \
            '--no-expand[A row that stands for several requests becomes so many; on by default.]' \
            '--page-bytes=[Split requests to disks into pages of this size; 0 keeps them whole.]:BYTES: ' \
            '--max-value-bytes=[Cut the values of a trace to this size.]:BYTES: ' \
            '--skip-bad-rows[Count rows that break the format of a trace and go on.]' \
            '--trace-columns=[Which column of a CSV trace means what\: time-col=1,obj-id-col=2; docs/traces.md lists the words.]:LIST: ' \
            '--progress=[When to show a progress bar on standard error.]:WHEN:((auto\:"on a terminal, unless --quiet" always\:"even into a file or pipe" never\:"no progress bar"))' ;;
        profile)
          _arguments $globals \
            '--csv=[Workload or trace to replay; .gz and .zst are read as they stand, - is standard input.]:FILE:_files' \
            '--csv-max-bytes=[Refuse a larger workload; 0 accepts any size.]:BYTES: ' \
            '--csv-max-line-bytes=[Refuse a workload with a longer row; 0 accepts any up to 1 GiB.]:BYTES: ' \
            '--format=[The format of the workload; docs/traces.md describes each.]:FORMAT:((auto\:"whatever the beginning of the file looks like" csv\:"a workload file\: op, key, value" cachelib\:"CacheLib key-value cache" cachelib-cdn\:"CacheLib content delivery" redis-monitor\:"Redis MONITOR, also as memtier reads it" ycsb\:"YCSB, printed by its basic database" msr\:"MSR Cambridge block requests" tencent\:"Tencent cloud block storage" twitter\:"Twitter cache clusters" libcachesim-csv\:"libCacheSim CSV with columns of your own" arc\:"ARC .lis block requests" oracle-general\:"libCacheSim oracleGeneral, binary"))' \
            '--fill[A read that finds nothing puts the object, as an application beside a cache does; by default where the format has no such writes.]' \
            '--no-fill[A read that finds nothing puts the object, as an application beside a cache does; by default where the format has no such writes.]' \
            '--expand[A row that stands for several requests becomes so many; on by default.]' \
            '--no-expand[A row that stands for several requests becomes so many; on by default.]' \
            '--page-bytes=[Split requests to disks into pages of this size; 0 keeps them whole.]:BYTES: ' \
            '--max-value-bytes=[Cut the values of a trace to this size.]:BYTES: ' \
            '--skip-bad-rows[Count rows that break the format of a trace and go on.]' \
            '--trace-columns=[Which column of a CSV trace means what\: time-col=1,obj-id-col=2; docs/traces.md lists the words.]:LIST: ' \
            '--policy=[When the adaptive map changes its layout.]:POLICY:((live\:"by measured cost; decisions are logged and can be replayed" thresholds\:"by the thresholds of \[adaptive\] alone; the same on every machine"))' \
            '--segment-bytes=[Largest segment, which bounds every pause; unlimited keeps one flat table.]:N:(unlimited)' \
            '--hash=[Hash function of the map.]:HASH:((fast\:"seeded, 64 bits, for data of your own" sip\:"SipHash-1-3, keyed, for data from strangers"))' \
            '--seed=[Seed of the hash; with one, two runs give the same layout and events.]:N:(none)' \
            '--tombstones[Delete by tombstones in robinhood instead of shifting entries back.]' \
            '--no-tombstones[Delete by tombstones in robinhood instead of shifting entries back.]' \
            '--memory-budget=[Bytes the adaptive map should stay below; it converts to compact rather than pass them.]:BYTES:(none)' \
            '--sample=[Replay the first N operations of the workload; 0 replays all.]:N: ' \
            '--max-rounds=[Make at most N rounds; in each, every candidate replays the sample for some tens of milliseconds.]:N: ' \
            '--time-limit=[Begin no further round after this time, once there are six.]:SECONDS: ' \
            '--min-effect=[Candidates are as fast where their difference is shown to be within this, up and down.]:PERCENT: ' \
            '--order-seed=[Draws the order of the replays, the hash seeds and the resamples.]:N: ' \
            '--latency-sample-every=[Time one operation in N, picked at random; p99 needs 1,000 of them a replay; 0 times none.]:N: ' \
            '--progress=[When to show a progress bar on standard error.]:WHEN:((auto\:"on a terminal, unless --quiet" always\:"even into a file or pipe" never\:"no progress bar"))' \
            '--recommendation-out=[Write the recommendation here, in the form that the dashboard shows (schema adhash.recommendation/1).]:FILE:_files' \
            '*--then=[Run this command with the recommended --mode, and with --json where profile has it; takes the rest of the line.]:COMMAND...: ' ;;
        explain)
          _arguments $globals \
            '--event=[The number of the event to explain; without it all are listed.]:N: ' \
            '1:FILE:_files' ;;
        forecast)
          _arguments $globals \
            '--level=[The share of the events that an interval is to hold; a higher one takes more events.]:PERCENT: ' \
            '*--threshold=[Say when a metric reaches a value, too\: load_factor, avg_probe_estimate, tombstone_ratio, latency_p99, entries, memory_bytes (latency_p99 in milliseconds).]:METRIC=VALUE: ' \
            '--recommendation-out=[Write the recommendation here, in the form that the dashboard shows (schema adhash.recommendation/1).]:FILE:_files' \
            '1:FILE:_files' ;;
        cost-model)
          _arguments $globals \
            '--csv=[Measure with the keys of this workload or trace; - is standard input.]:FILE:_files' \
            '--entries=[Entries of every map; of a workload at most so many keys.]:N: ' \
            '--csv-max-bytes=[Refuse a larger workload; 0 accepts any size.]:BYTES: ' \
            '--csv-max-line-bytes=[Refuse a workload with a longer row; 0 accepts any up to 1 GiB.]:BYTES: ' \
            '--format=[The format of the workload; docs/traces.md describes each.]:FORMAT:((auto\:"whatever the beginning of the file looks like" csv\:"a workload file\: op, key, value" cachelib\:"CacheLib key-value cache" cachelib-cdn\:"CacheLib content delivery" redis-monitor\:"Redis MONITOR, also as memtier reads it" ycsb\:"YCSB, printed by its basic database" msr\:"MSR Cambridge block requests" tencent\:"Tencent cloud block storage" twitter\:"Twitter cache clusters" libcachesim-csv\:"libCacheSim CSV with columns of your own" arc\:"ARC .lis block requests" oracle-general\:"libCacheSim oracleGeneral, binary"))' \
            '--fill[A read that finds nothing puts the object, as an application beside a cache does; by default where the format has no such writes.]' \
            '--no-fill[A read that finds nothing puts the object, as an application beside a cache does; by default where the format has no such writes.]' \
            '--expand[A row that stands for several requests becomes so many; on by default.]' \
            '--no-expand[A row that stands for several requests becomes so many; on by default.]' \
            '--page-bytes=[Split requests to disks into pages of this size; 0 keeps them whole.]:BYTES: ' \
            '--max-value-bytes=[Cut the values of a trace to this size.]:BYTES: ' \
            '--skip-bad-rows[Count rows that break the format of a trace and go on.]' \
            '--trace-columns=[Which column of a CSV trace means what\: time-col=1,obj-id-col=2; docs/traces.md lists the words.]:LIST: ' \
            '--rounds=[Measure every layout and migration so often, in turns.]:N: ' \
            '--order-seed=[Draws the orders, the hash seeds and the resamples of the intervals.]:N: ' \
            '--progress=[When to show a progress bar on standard error.]:WHEN:((auto\:"on a terminal, unless --quiet" always\:"even into a file or pipe" never\:"no progress bar"))' ;;
        probe-visualize)
          _arguments $globals \
            '--operation=[What is traced.]:OP:((get\:"" put\:"" del\:""))' \
            '*--key=[The key; several are asked one after the other.]:KEY: ' \
            '--value=[The value of a put.]:VALUE: ' \
            '--csv=[Put the entries first that the beginning of this workload or trace leaves; - is standard input.]:FILE:_files' \
            '--sample=[The beginning of --csv\: its first N operations.]:N: ' \
            '*--seed=[Put this entry first, in the order given.]:KEY=VALUE: ' \
            '--snapshot=[Trace in the map of this snapshot; --mode converts it first.]:FILE:_files' \
            '--hash-seed=[Seed of the hash; a snapshot keeps its own.]:N: ' \
            '--side-by-side[Trace the same operation in every layout.]' \
            '--tombstones[Delete by tombstones in robinhood instead of shifting entries back.]' \
            '--no-tombstones[Delete by tombstones in robinhood instead of shifting entries back.]' \
            '--animate[Play the steps on the terminal; anything else than a terminal gets them as text.]' \
            '--speed=[Steps per second of --animate; 2 by default.]:STEPS: ' \
            '--apply[Perform the operation afterwards and say what it did; no file is changed.]' \
            '--export-json=[Write the trace with its entries as JSON.]:FILE:_files' \
            '--export-svg=[Write the trace as a picture.]:FILE:_files' \
            '--format=[The format of the workload; docs/traces.md describes each.]:FORMAT:((auto\:"whatever the beginning of the file looks like" csv\:"a workload file\: op, key, value" cachelib\:"CacheLib key-value cache" cachelib-cdn\:"CacheLib content delivery" redis-monitor\:"Redis MONITOR, also as memtier reads it" ycsb\:"YCSB, printed by its basic database" msr\:"MSR Cambridge block requests" tencent\:"Tencent cloud block storage" twitter\:"Twitter cache clusters" libcachesim-csv\:"libCacheSim CSV with columns of your own" arc\:"ARC .lis block requests" oracle-general\:"libCacheSim oracleGeneral, binary"))' \
            '--fill[A read that finds nothing puts the object, as an application beside a cache does; by default where the format has no such writes.]' \
            '--no-fill[A read that finds nothing puts the object, as an application beside a cache does; by default where the format has no such writes.]' \
            '--expand[A row that stands for several requests becomes so many; on by default.]' \
            '--no-expand[A row that stands for several requests becomes so many; on by default.]' \
            '--page-bytes=[Split requests to disks into pages of this size; 0 keeps them whole.]:BYTES: ' \
            '--max-value-bytes=[Cut the values of a trace to this size.]:BYTES: ' \
            '--skip-bad-rows[Count rows that break the format of a trace and go on.]' \
            '--trace-columns=[Which column of a CSV trace means what\: time-col=1,obj-id-col=2; docs/traces.md lists the words.]:LIST: ' \
            '--csv-max-bytes=[Refuse a larger workload; 0 accepts any size.]:BYTES: ' \
            '--csv-max-line-bytes=[Refuse a workload with a longer row; 0 accepts any up to 1 GiB.]:BYTES: ' ;;
        ab-compare)
          _arguments $globals \
            '--csv=[Workload or trace to replay; .gz and .zst are read as they stand, - is standard input.]:FILE:_files' \
            '--csv-max-rows=[Refuse a workload with more rows, or a trace that stands for more requests; 0 accepts any number.]:N: ' \
            '--csv-max-bytes=[Refuse a larger workload; 0 accepts any size.]:BYTES: ' \
            '--csv-max-line-bytes=[Refuse a workload with a longer row; 0 accepts any up to 1 GiB.]:BYTES: ' \
            '--format=[The format of the workload; docs/traces.md describes each.]:FORMAT:((auto\:"whatever the beginning of the file looks like" csv\:"a workload file\: op, key, value" cachelib\:"CacheLib key-value cache" cachelib-cdn\:"CacheLib content delivery" redis-monitor\:"Redis MONITOR, also as memtier reads it" ycsb\:"YCSB, printed by its basic database" msr\:"MSR Cambridge block requests" tencent\:"Tencent cloud block storage" twitter\:"Twitter cache clusters" libcachesim-csv\:"libCacheSim CSV with columns of your own" arc\:"ARC .lis block requests" oracle-general\:"libCacheSim oracleGeneral, binary"))' \
            '--fill[A read that finds nothing puts the object, as an application beside a cache does; by default where the format has no such writes.]' \
            '--no-fill[A read that finds nothing puts the object, as an application beside a cache does; by default where the format has no such writes.]' \
            '--expand[A row that stands for several requests becomes so many; on by default.]' \
            '--no-expand[A row that stands for several requests becomes so many; on by default.]' \
            '--page-bytes=[Split requests to disks into pages of this size; 0 keeps them whole.]:BYTES: ' \
            '--max-value-bytes=[Cut the values of a trace to this size.]:BYTES: ' \
            '--skip-bad-rows[Count rows that break the format of a trace and go on.]' \
            '--trace-columns=[Which column of a CSV trace means what\: time-col=1,obj-id-col=2; docs/traces.md lists the words.]:LIST: ' \
            '--baseline-label=[What reports and files call the baseline.]:NAME: ' \
            '--candidate-label=[What reports and files call the candidate.]:NAME: ' \
            '--baseline-mode=[Map of the baseline, before what its configuration says.]:MODE:((adaptive\:"changes its layout to suit the workload" fast-insert\:"layout chaining" fast-lookup\:"layout robinhood" memory-tight\:"layout compact" chaining\:"two-level chaining in cache-line buckets" robinhood\:"open addressing ordered by probe distance" grouped\:"groups of fifteen slots searched at once" compact\:"small references into an arena"))' \
            '--candidate-mode=[Map of the candidate.]:MODE:((adaptive\:"changes its layout to suit the workload" fast-insert\:"layout chaining" fast-lookup\:"layout robinhood" memory-tight\:"layout compact" chaining\:"two-level chaining in cache-line buckets" robinhood\:"open addressing ordered by probe distance" grouped\:"groups of fifteen slots searched at once" compact\:"small references into an arena"))' \
            '--baseline-config=[Settings of the baseline.]:FILE:_files' \
            '--candidate-config=[Settings of the candidate.]:FILE:_files' \
            '--policy=[When the adaptive map changes its layout.]:POLICY:((live\:"by measured cost; decisions are logged and can be replayed" thresholds\:"by the thresholds of \[adaptive\] alone; the same on every machine"))' \
            '--segment-bytes=[Largest segment, which bounds every pause; unlimited keeps one flat table.]:N:(unlimited)' \
            '--hash=[Hash function of the map.]:HASH:((fast\:"seeded, 64 bits, for data of your own" sip\:"SipHash-1-3, keyed, for data from strangers"))' \
            '--seed=[Seed of the hash; with one, two runs give the same layout and events.]:N:(none)' \
            '--tombstones[Delete by tombstones in robinhood instead of shifting entries back.]' \
            '--no-tombstones[Delete by tombstones in robinhood instead of shifting entries back.]' \
            '--memory-budget=[Bytes the adaptive map should stay below; it converts to compact rather than pass them.]:BYTES:(none)' \
            '--repeats=[Measured replays of each side; below 5 nothing can be shown about all metrics at once.]:N: ' \
            '--warmup=[Replays of each side beforehand that are not measured.]:N: ' \
            '--calibrate[Also compare the baseline with itself, which tells the noise floor; costs half as much again.]' \
            '--no-calibrate[Also compare the baseline with itself, which tells the noise floor; costs half as much again.]' \
            '--metric=[The metric whose verdict is that of the comparison.]:METRIC:((cpu_ns_per_op\:"processor time an operation; what else runs on the machine does not count" ops_per_second\:"operations per second of the clock on the wall" p50\:"the median of the sampled latencies" p99\:"their 99th percentile"))' \
            '--min-effect=[The smallest difference worth knowing; --gate takes its place.]:PERCENT: ' \
            '--gate=[Fail when a metric became worse by more than this (exit 4), or when that could hide in the noise (exit 3).]:PERCENT: ' \
            '--order-seed=[Draws the order of the replays, the hash seeds and the resamples.]:N: ' \
            '--latency-sample-every=[Time one operation in N, picked at random; p99 needs 1,000 of them a replay; 0 times none.]:N: ' \
            '--out-dir=[Where the comparison and its artefacts go; the folder is created.]:DIR:_files -/' \
            '--name=[First part of the files'\'' names, STEM_baseline_vs_candidate.json.]:STEM: ' \
            '--json-out=[Write the comparison as JSON here, too.]:FILE:_files' \
            '--markdown-out=[Write the comparison as Markdown here, too.]:FILE:_files' \
            '--metrics-dir=[Write the ticks of both sides below this folder.]:DIR:_files -/' \
            '--metrics-max-ticks=[Ticks of the replay that is recorded of each side, at the same operations for both.]:N: ' \
            '--no-artifacts[Write the JSON alone, and Markdown where --markdown-out asks for it.]' \
            '--progress=[When to show a progress bar on standard error.]:WHEN:((auto\:"on a terminal, unless --quiet" always\:"even into a file or pipe" never\:"no progress bar"))' ;;
        batch)
          _arguments $globals \
            '--spec=[The specification, TOML or (.yaml, .yml) YAML.]:FILE:_files' \
            '--list[List the jobs with their command lines, and run nothing.]' \
            '--parallel=[Run so many jobs at the same time; they then measure one another, too.]:N: ' \
            '--resume[Leave out jobs that an earlier batch has finished, whose definition and whose files are the same.]' \
            '--report=[Write the Markdown report here instead.]:FILE:_files' \
            '--html-report=[Write the HTML report here.]:FILE:_files' \
            '--pdf-report=[Write the report in PDF here.]:FILE:_files' \
            '--baseline=[Compare with this run of the catalogue\: a number, a baseline'\''s name, or previous.]:RUN: ' \
            '--gate=[Fail when a metric became worse than the baseline'\''s by more (exit 4), or when that could hide in the noise (exit 3).]:PERCENT: ' \
            '--catalogue=[The catalogue of runs, an SQLite file; none keeps none.]:FILE:_files' ;;
        workload-dna)
          _arguments $globals \
            '--csv=[Workload or trace to replay; .gz and .zst are read as they stand, - is standard input.]:FILE:_files' \
            '--csv-max-rows=[Refuse a workload with more rows, or a trace that stands for more requests; 0 accepts any number.]:N: ' \
            '--csv-max-bytes=[Refuse a larger workload; 0 accepts any size.]:BYTES: ' \
            '--csv-max-line-bytes=[Refuse a workload with a longer row; 0 accepts any up to 1 GiB.]:BYTES: ' \
            '--format=[The format of the workload; docs/traces.md describes each.]:FORMAT:((auto\:"whatever the beginning of the file looks like" csv\:"a workload file\: op, key, value" cachelib\:"CacheLib key-value cache" cachelib-cdn\:"CacheLib content delivery" redis-monitor\:"Redis MONITOR, also as memtier reads it" ycsb\:"YCSB, printed by its basic database" msr\:"MSR Cambridge block requests" tencent\:"Tencent cloud block storage" twitter\:"Twitter cache clusters" libcachesim-csv\:"libCacheSim CSV with columns of your own" arc\:"ARC .lis block requests" oracle-general\:"libCacheSim oracleGeneral, binary"))' \
            '--fill[A read that finds nothing puts the object, as an application beside a cache does; by default where the format has no such writes.]' \
            '--no-fill[A read that finds nothing puts the object, as an application beside a cache does; by default where the format has no such writes.]' \
            '--expand[A row that stands for several requests becomes so many; on by default.]' \
            '--no-expand[A row that stands for several requests becomes so many; on by default.]' \
            '--page-bytes=[Split requests to disks into pages of this size; 0 keeps them whole.]:BYTES: ' \
            '--max-value-bytes=[Cut the values of a trace to this size.]:BYTES: ' \
            '--skip-bad-rows[Count rows that break the format of a trace and go on.]' \
            '--trace-columns=[Which column of a CSV trace means what\: time-col=1,obj-id-col=2; docs/traces.md lists the words.]:LIST: ' \
            '--top-keys=[List this many of the keys used most.]:N: ' \
            '--max-tracked-keys=[Know everything of so many keys; of more, an even sample stands for all.]:N: ' \
            '--hash-seed=[Seed of the hash that collisions are looked for under\: --seed of the replay.]:N: ' \
            '--json-out=[Write the DNA as JSON.]:FILE:_files' \
            '--pretty[Indent the JSON of --json-out.]' \
            '--fit=[Write a model of the workload without its keys and values, for generate-csv --from-dna.]:FILE:_files' ;;
        sweep)
          _arguments $globals \
            '--csv=[Workload or trace to replay; .gz and .zst are read as they stand, - is standard input.]:FILE:_files' \
            '--csv-max-rows=[Refuse a workload with more rows, or a trace that stands for more requests; 0 accepts any number.]:N: ' \
            '--csv-max-bytes=[Refuse a larger workload; 0 accepts any size.]:BYTES: ' \
            '--csv-max-line-bytes=[Refuse a workload with a longer row; 0 accepts any up to 1 GiB.]:BYTES: ' \
            '--format=[The format of the workload; docs/traces.md describes each.]:FORMAT:((auto\:"whatever the beginning of the file looks like" csv\:"a workload file\: op, key, value" cachelib\:"CacheLib key-value cache" cachelib-cdn\:"CacheLib content delivery" redis-monitor\:"Redis MONITOR, also as memtier reads it" ycsb\:"YCSB, printed by its basic database" msr\:"MSR Cambridge block requests" tencent\:"Tencent cloud block storage" twitter\:"Twitter cache clusters" libcachesim-csv\:"libCacheSim CSV with columns of your own" arc\:"ARC .lis block requests" oracle-general\:"libCacheSim oracleGeneral, binary"))' \
            '--fill[A read that finds nothing puts the object, as an application beside a cache does; by default where the format has no such writes.]' \
            '--no-fill[A read that finds nothing puts the object, as an application beside a cache does; by default where the format has no such writes.]' \
            '--expand[A row that stands for several requests becomes so many; on by default.]' \
            '--no-expand[A row that stands for several requests becomes so many; on by default.]' \
            '--page-bytes=[Split requests to disks into pages of this size; 0 keeps them whole.]:BYTES: ' \
            '--max-value-bytes=[Cut the values of a trace to this size.]:BYTES: ' \
            '--skip-bad-rows[Count rows that break the format of a trace and go on.]' \
            '--trace-columns=[Which column of a CSV trace means what\: time-col=1,obj-id-col=2; docs/traces.md lists the words.]:LIST: ' \
            '--objective=[What has to hold for response times\: p50, p90, p99, p99.9 or p99.99, and a time in ns, us, ms or s.]:PERCENTILE=TIME: ' \
            '--from=[The rate to begin with, operations a second.]:RATE: ' \
            '--to=[The highest rate to try.]:RATE: ' \
            '--seconds=[How long a rate is kept, as far as the workload reaches.]:SECONDS: ' \
            '--poisson[Let operations come at random instead of at equal distances.]' \
            '--policy=[When the adaptive map changes its layout.]:POLICY:((live\:"by measured cost; decisions are logged and can be replayed" thresholds\:"by the thresholds of \[adaptive\] alone; the same on every machine"))' \
            '--segment-bytes=[Largest segment, which bounds every pause; unlimited keeps one flat table.]:N:(unlimited)' \
            '--hash=[Hash function of the map.]:HASH:((fast\:"seeded, 64 bits, for data of your own" sip\:"SipHash-1-3, keyed, for data from strangers"))' \
            '--seed=[Seed of the hash; with one, two runs give the same layout and events.]:N:(none)' \
            '--tombstones[Delete by tombstones in robinhood instead of shifting entries back.]' \
            '--no-tombstones[Delete by tombstones in robinhood instead of shifting entries back.]' \
            '--memory-budget=[Bytes the adaptive map should stay below; it converts to compact rather than pass them.]:BYTES:(none)' ;;
        policy-lab)
          _arguments $globals \
            '--suite=[The suite, TOML (docs/policy_lab.md).]:FILE:_files' \
            '--progress=[When to show a progress bar on standard error.]:WHEN:((auto\:"on a terminal, unless --quiet" always\:"even into a file or pipe" never\:"no progress bar"))' \
            '--recommendation-out=[Write the recommendation here, in the form that the dashboard shows (schema adhash.recommendation/1).]:FILE:_files' ;;
        validate-metrics|validate-metrics-ndjson)
          _arguments $globals \
            '1:FILE:_files' ;;
        frame)
          _arguments $globals \
            '--number=[The number of the frame; without it, the last one.]:N: ' \
            '--format=[How to show it.]:FORMAT:((json\:"its line of the file, made anew" prometheus\:"text 0.0.4, as Prometheus scrapes it" openmetrics\:"OpenMetrics 1.0"))' \
            '--metrics-names=[Under which names an exposition has its metrics.]:NAMES:((standard\:"those of docs/metrics.md" ancestor\:"those of the earlier program where it had one"))' \
            '1:FILE:_files' ;;
        serve)
          _arguments $globals \
            '*--source=[Metrics file (NDJSON) whose runs are shown; - is standard input.]:FILE:_files' \
            '--follow[Go on reading as files grow, are truncated, replaced or come into being.]' \
            '--history-limit=[Frames kept of each run, the newest; 64 MiB of them at most.]:N: ' \
            '--poll-interval=[How often a followed file is looked at.]:SECONDS: ' \
            '--compare=[Comparison (adhash.compare.v1) to show beside the runs.]:FILE:_files' \
            '*--recommendations=[Show what this file, or each file of this folder, advises (docs/recommendations.md); they may come later.]:PATH:_files' \
            '--alert-webhook=[Post every alert that is raised or cleared to this address; ADHASH_ALERT_TOKEN goes along as bearer.]:URL: ' \
            '--host=[Address the server binds.]:ADDRESS: ' \
            '--port=[Port to serve on; 0 or auto takes a free one, none is 9090.]:PORT:(auto)' \
            '--metrics-names=[Under which names /metrics has its metrics.]:NAMES:((standard\:"those of docs/metrics.md" ancestor\:"those of the earlier program where it had one"))' \
            '--tls-cert=[Serve over TLS with this certificate (PEM, with its chain).]:FILE:_files' \
            '--tls-key=[The key of --tls-cert (PEM, without a passphrase).]:FILE:_files' \
            '--allow-insecure-bind[Let others reach the server although it has no token or no TLS.]' \
            '*--allowed-host=[Answer to this name too; on a loopback address only localhost and numbers are answered to otherwise.]:NAME: ' \
            '--rate-limit=[Requests a second one client may send to /api; 0 is any number.]:N: ' \
            '--max-connections=[Connections at a time; further ones wait.]:N: ' ;;
        mission-control)
          _arguments $globals \
            '*--source=[Metrics file (NDJSON) whose runs are shown; - is standard input.]:FILE:_files' \
            '--follow[Go on reading as files grow, are truncated, replaced or come into being.]' \
            '--history-limit=[Frames kept of each run, the newest; 64 MiB of them at most.]:N: ' \
            '--poll-interval=[How often a followed file is looked at.]:SECONDS: ' \
            '--compare=[Comparison (adhash.compare.v1) to show beside the runs.]:FILE:_files' \
            '*--recommendations=[Show what this file, or each file of this folder, advises (docs/recommendations.md); they may come later.]:PATH:_files' \
            '--alert-webhook=[Post every alert that is raised or cleared to this address; ADHASH_ALERT_TOKEN goes along as bearer.]:URL: ' \
            '--host=[Address the server binds.]:ADDRESS: ' \
            '--port=[Port to serve on; 0 or auto takes a free one, none is 9090.]:PORT:(auto)' \
            '--metrics-names=[Under which names /metrics has its metrics.]:NAMES:((standard\:"those of docs/metrics.md" ancestor\:"those of the earlier program where it had one"))' \
            '--tls-cert=[Serve over TLS with this certificate (PEM, with its chain).]:FILE:_files' \
            '--tls-key=[The key of --tls-cert (PEM, without a passphrase).]:FILE:_files' \
            '--allow-insecure-bind[Let others reach the server although it has no token or no TLS.]' \
            '*--allowed-host=[Answer to this name too; on a loopback address only localhost and numbers are answered to otherwise.]:NAME: ' \
            '--rate-limit=[Requests a second one client may send to /api; 0 is any number.]:N: ' \
            '--max-connections=[Connections at a time; further ones wait.]:N: ' ;;
        query-metric)
          _arguments $globals \
            '--timeout=[How long to wait for the answer.]:SECONDS: ' \
            '--cacert=[Over https, trust the certificates of this file (PEM) and no others; without it those the system trusts.]:FILE:_files' \
            '--insecure[Over https, trust whoever answers; a token then goes to this machine only.]' \
            '1:URL: ' \
            '2:PATH: ' ;;
        tui)
          _arguments $globals \
            '--source=[Show this metrics file and follow it as it grows, is cut or replaced; - is standard input.]:FILE:_files' \
            '--url=[Show the run of this server; without it and --source, http\://127.0.0.1\:9090/. ADHASH_TOKEN is sent as bearer.]:URL: ' \
            '--metrics-endpoint=[The same as --url; a path /api/metrics at its end is left out.]:URL: ' \
            '--cacert=[Over https, trust the certificates of this file (PEM) and no others; without it those the system trusts.]:FILE:_files' \
            '--insecure[Over https, trust whoever answers; a token then goes to this machine only.]' \
            '--timeout=[Wait this long for an answer of the server.]:SECONDS: ' \
            '--follow[Wait for more at the end of the file (the default); --no-follow shows what is there.]' \
            '--no-follow[Wait for more at the end of the file (the default); --no-follow shows what is there.]' \
            '--history-limit=[Keep this many frames of a run for charts and for looking back.]:N: ' \
            '--poll-interval=[Look for new frames this often.]:SECONDS: ' \
            '--probe-json=[Show this probe trace; the key p reads it again.]:FILE:_files' \
            '--once[Print one screen as plain text and exit.]' \
            '--size=[With --once\: how large the screen is, such as 100x30.]:COLUMNSxROWS: ' \
            '--frame=[With --once\: the number of the frame; without it, the last one.]:N: ' ;;
        put)
          _arguments $globals \
            '--store=[The store; a folder of its own, made by the first put or import.]:DIR:_files -/' \
            '--sync=[What an answer promises when power is lost (docs/durable_store.md).]:WHEN:((always\:"nothing that was answered is lost" interval\:"what was answered in the last 100 ms may be lost" never\:"what the system had not written may be lost"))' \
            '1:KEY: ' \
            '2:VALUE: ' ;;
        get)
          _arguments $globals \
            '--store=[The store; a folder of its own, made by the first put or import.]:DIR:_files -/' \
            '1:KEY: ' ;;
        del)
          _arguments $globals \
            '--store=[The store; a folder of its own, made by the first put or import.]:DIR:_files -/' \
            '--sync=[What an answer promises when power is lost (docs/durable_store.md).]:WHEN:((always\:"nothing that was answered is lost" interval\:"what was answered in the last 100 ms may be lost" never\:"what the system had not written may be lost"))' \
            '1:KEY: ' ;;
        items)
          _arguments $globals \
            '--store=[The store; a folder of its own, made by the first put or import.]:DIR:_files -/' \
            '--limit=[Entries to show at most; 0 shows all.]:N: ' ;;
        scan)
          _arguments $globals \
            '--prefix=[Only keys that begin with this.]:TEXT: ' \
            '--store=[The store; a folder of its own, made by the first put or import.]:DIR:_files -/' \
            '--limit=[Entries to show at most; 0 shows all.]:N: ' \
            '1:PREFIX: ' ;;
        import)
          _arguments $globals \
            '--in=[Keys and values; .gz and .zst are read as they stand, - is standard input.]:FILE:_files' \
            '--format=[How keys and values stand in the text file.]:FORMAT:((csv\:"rows key,value (RFC 4180)" ndjson\:"a JSON object a line; key_base64 and value_base64 where bytes are not UTF-8"))' \
            '--store=[The store; a folder of its own, made by the first put or import.]:DIR:_files -/' \
            '--sync=[What an answer promises when power is lost (docs/durable_store.md).]:WHEN:((always\:"nothing that was answered is lost" interval\:"what was answered in the last 100 ms may be lost" never\:"what the system had not written may be lost"))' ;;
        stats)
          _arguments $globals \
            '--store=[The store; a folder of its own, made by the first put or import.]:DIR:_files -/' ;;
        compact)
          _arguments $globals \
            '--store=[The store; a folder of its own, made by the first put or import.]:DIR:_files -/' \
            '--sync=[What an answer promises when power is lost (docs/durable_store.md).]:WHEN:((always\:"nothing that was answered is lost" interval\:"what was answered in the last 100 ms may be lost" never\:"what the system had not written may be lost"))' ;;
        verify-store)
          _arguments $globals \
            '--store=[The store; a folder of its own, made by the first put or import.]:DIR:_files -/' \
            '--repair[Save everything that holds as a new store, and list what is lost.]' \
            '--out=[Where --repair writes\: a new or empty folder. Without it the store itself is repaired, and its damaged files are kept in a folder within it.]:DIR:_files -/' \
            '--verbose[Tell more about a sound store, too.]' ;;
        repl)
          _arguments $globals \
            '--store=[The store; a folder of its own, made by the first put or import.]:DIR:_files -/' \
            '--sync=[What an answer promises when power is lost (docs/durable_store.md).]:WHEN:((always\:"nothing that was answered is lost" interval\:"what was answered in the last 100 ms may be lost" never\:"what the system had not written may be lost"))' \
            '--in=[Work on this snapshot instead of a store; it is only read.]:FILE:_files' \
            '--verify-key=[Refuse a snapshot that is not signed by the public key of this file.]:KEY:_files' ;;
        verify-snapshot)
          _arguments $globals \
            '--in=[The snapshot to read; any name and suffix.]:FILE:_files' \
            '--verify-key=[Refuse a snapshot that is not signed by the public key of this file.]:KEY:_files' \
            '--repair[Write a new snapshot of every block that holds, and list what is lost.]' \
            '--out=[Where --repair writes; without it the file itself is replaced.]:FILE:_files' \
            '--sign=[Sign the snapshot with the secret key of this file (snapshot-key makes one).]:KEY:_files' \
            '--verbose[Tell more about a sound file, too.]' ;;
        inspect-snapshot)
          _arguments $globals \
            '--in=[The snapshot to read; any name and suffix.]:FILE:_files' \
            '--key=[Look this key up; reads one block, as a rule, whatever the size of the file.]:KEY: ' \
            '--contains=[Show only entries whose key contains this, in upper or lower case (ASCII).]:TEXT: ' \
            '--limit=[Entries to show at most.]:N: ' \
            '--verify-key=[Refuse a snapshot that is not signed by the public key of this file.]:KEY:_files' ;;
        export-snapshot)
          _arguments $globals \
            '--in=[The snapshot to read; any name and suffix.]:FILE:_files' \
            '--out=[The file to write, - is standard output; it appears as a whole or not at all.]:FILE:_files' \
            '--format=[How keys and values stand in the text file.]:FORMAT:((csv\:"rows key,value (RFC 4180)" ndjson\:"a JSON object a line; key_base64 and value_base64 where bytes are not UTF-8"))' \
            '--verify-key=[Refuse a snapshot that is not signed by the public key of this file.]:KEY:_files' ;;
        import-snapshot)
          _arguments $globals \
            '--in=[Keys and values; .gz and .zst are read as they stand, - is standard input.]:FILE:_files' \
            '--out=[The file to write; it appears as a whole or not at all.]:FILE:_files' \
            '--format=[How keys and values stand in the text file.]:FORMAT:((csv\:"rows key,value (RFC 4180)" ndjson\:"a JSON object a line; key_base64 and value_base64 where bytes are not UTF-8"))' \
            '--compress=-[Compress the snapshot, each block for itself; gzip where no method is named.]::METHOD:((none\:"blocks as they stand" gzip\:"readable everywhere" zstd\:"smaller and several times faster than gzip"))' \
            '--stamp[Write the time into the snapshot'\''s metadata; without it equal content, settings and --seed give equal bytes.]' \
            '--sign=[Sign the snapshot with the secret key of this file (snapshot-key makes one).]:KEY:_files' \
            '--policy=[When the adaptive map changes its layout.]:POLICY:((live\:"by measured cost; decisions are logged and can be replayed" thresholds\:"by the thresholds of \[adaptive\] alone; the same on every machine"))' \
            '--segment-bytes=[Largest segment, which bounds every pause; unlimited keeps one flat table.]:N:(unlimited)' \
            '--hash=[Hash function of the map.]:HASH:((fast\:"seeded, 64 bits, for data of your own" sip\:"SipHash-1-3, keyed, for data from strangers"))' \
            '--seed=[Seed of the hash; with one, two runs give the same layout and events.]:N:(none)' \
            '--tombstones[Delete by tombstones in robinhood instead of shifting entries back.]' \
            '--no-tombstones[Delete by tombstones in robinhood instead of shifting entries back.]' \
            '--memory-budget=[Bytes the adaptive map should stay below; it converts to compact rather than pass them.]:BYTES:(none)' ;;
        diff-snapshot)
          _arguments $globals \
            '--limit=[Entries to show at most.]:N: ' \
            '--require-equal[Fail (Policy, exit 4) when the contents differ.]' \
            '--verify-key=[Refuse a snapshot that is not signed by the public key of this file.]:KEY:_files' \
            '1:A:_files' \
            '2:B:_files' ;;
        compact-snapshot)
          _arguments $globals \
            '--in=[The snapshot to read; any name and suffix.]:FILE:_files' \
            '--out=[The file to write; it appears as a whole or not at all.]:FILE:_files' \
            '--compress=-[Compress the snapshot, each block for itself; gzip where no method is named.]::METHOD:((none\:"blocks as they stand" gzip\:"readable everywhere" zstd\:"smaller and several times faster than gzip"))' \
            '--sign=[Sign the snapshot with the secret key of this file (snapshot-key makes one).]:KEY:_files' \
            '--verify-key=[Refuse a snapshot that is not signed by the public key of this file.]:KEY:_files' ;;
        snapshot-key)
          _arguments $globals \
            '--out=[Make a new pair\: the secret key in FILE, readable by its owner alone, the public one in FILE.pub.]:FILE:_files' \
            '--show=[Write the public key of this secret key to standard output.]:FILE:_files' ;;
        config-wizard)
          _arguments $globals \
            '--outfile=[The configuration file to write.]:FILE:_files' \
            '--defaults[Ask nothing and take every default.]' \
            '--force[Replace a file that is there even when somebody wrote it by hand.]' ;;
        config-edit)
          _arguments $globals \
            '--infile=[The file to edit; a missing one has every default.]:FILE:_files' \
            '--outfile=[Where to write the result; over the file itself without it.]:FILE:_files' \
            '--apply-preset=[Take the settings of this preset, by name or path, before asking.]:NAME: ' \
            '--save-preset=[Keep the result as a preset, too.]:NAME: ' \
            '--force[Replace a preset that is there.]' \
            '--list-presets[List the presets and do nothing else.]' \
            '*--set=[Change this setting.]:KEY=VALUE: ' \
            '--defaults[Ask nothing and keep every value.]' \
            '--ask[Ask even where --apply-preset or --set says what to change.]' \
            '--presets-dir=[The folder of presets; ~/.adhash/presets without it.]:DIR:_files -/' ;;
        completion)
          _arguments $globals \
            '1:SHELL:((bash\:"source its output" zsh\:"write it into a directory of $fpath, as _ and the program'\''s name" fish\:"write it into ~/.config/fish/completions, as the program'\''s name and .fish"))' ;;
        man)
          _arguments $globals ;;
        docs)
          _arguments $globals \
            '--out=[The directory to write the pages into; it is made if there is none.]:DIR:_files -/' ;;
        metrics-spec)
          _arguments $globals \
            '--specification=[The specification to read.]:FILE:_files' \
            '--root=[The repository to write into.]:DIR:_files -/' \
            '--check[Write nothing; fail when a generated file is not what the specification says.]' ;;
        help)
          _arguments $globals \
            '*:COMMAND: ' ;;
        version)
          _arguments $globals ;;
        catalogue)
          _arguments -C $globals '1:command:(history compare baseline prune)' '*::argument:->member'
          case $state in
            member)
              case $words[1] in
                history)
                  _arguments $globals \
                    '--suite=[Only runs of this suite, and the course of its jobs.]:NAME: ' \
                    '--job=[With --suite\: the course of this job alone.]:NAME: ' \
                    '--limit=[The latest runs, so many at most.]:N: ' \
                    '--catalogue=[The catalogue of runs, an SQLite file; none keeps none.]:FILE:_files' ;;
                compare)
                  _arguments $globals \
                    '--gate=[Fail when a metric became worse than the baseline'\''s by more (exit 4), or when that could hide in the noise (exit 3).]:PERCENT: ' \
                    '--catalogue=[The catalogue of runs, an SQLite file; none keeps none.]:FILE:_files' \
                    '1:BASELINE: ' \
                    '2:CANDIDATE: ' ;;
                baseline)
                  _arguments $globals \
                    '--remove[Forget the name; the run stays.]' \
                    '--catalogue=[The catalogue of runs, an SQLite file; none keeps none.]:FILE:_files' \
                    '1:NAME: ' \
                    '2:RUN: ' ;;
                prune)
                  _arguments $globals \
                    '--keep=[Runs that stay besides those that baselines mean.]:N: ' \
                    '--catalogue=[The catalogue of runs, an SQLite file; none keeps none.]:FILE:_files' ;;
              esac ;;
          esac ;;
        config)
          _arguments -C $globals '1:command:(show set apply diff validate schema)' '*::argument:->member'
          case $state in
            member)
              case $words[1] in
                show)
                  _arguments $globals \
                    '--policy=[When the adaptive map changes its layout.]:POLICY:((live\:"by measured cost; decisions are logged and can be replayed" thresholds\:"by the thresholds of \[adaptive\] alone; the same on every machine"))' \
                    '--segment-bytes=[Largest segment, which bounds every pause; unlimited keeps one flat table.]:N:(unlimited)' \
                    '--hash=[Hash function of the map.]:HASH:((fast\:"seeded, 64 bits, for data of your own" sip\:"SipHash-1-3, keyed, for data from strangers"))' \
                    '--seed=[Seed of the hash; with one, two runs give the same layout and events.]:N:(none)' \
                    '--tombstones[Delete by tombstones in robinhood instead of shifting entries back.]' \
                    '--no-tombstones[Delete by tombstones in robinhood instead of shifting entries back.]' \
                    '--memory-budget=[Bytes the adaptive map should stay below; it converts to compact rather than pass them.]:BYTES:(none)' \
                    '--latency-buckets=[Bounds of the latency histogram in ticks.]:SET:((default\:"0.05 ms to 10 ms" micro\:"0.001 ms to 10 ms"))' ;;
                set)
                  _arguments $globals \
                    '--file=[The configuration file; it is made if there is none.]:FILE:_files' \
                    '*:KEY=VALUE: ' ;;
                apply)
                  _arguments $globals \
                    '--file=[The configuration file; it is made if there is none.]:FILE:_files' \
                    '1:PATCH:_files' ;;
                diff)
                  _arguments $globals \
                    '1:A:_files' \
                    '2:B:_files' ;;
                validate)
                  _arguments $globals \
                    '*:FILE:_files' ;;
                schema)
                  _arguments $globals ;;
              esac ;;
          esac ;;
        graph)
          _arguments -C $globals '1:command:(validate show run replay bench publisher subscriber)' '*::argument:->member'
          case $state in
            member)
              case $words[1] in
                validate)
                  _arguments $globals \
                    '1:FILE:_files' ;;
                show)
                  _arguments $globals \
                    '--format=[The form to print.]:FORMAT:((text\:"tables of nodes and edges" dot\:"for Graphviz" mermaid\:"for Markdown pages" json\:"for programs"))' \
                    '1:FILE:_files' ;;
                run)
                  _arguments $globals \
                    '--seed=[Feed everything random\: generators, samplers, --shuffle.]:N: ' \
                    '--steps=[Stop after so many slices of nodes and report what is left.]:N: ' \
                    '--batch=[The most messages a node handles in one slice.]:N: ' \
                    '--shuffle[Pick ready nodes by chance instead of in turn; another seed is another order.]' \
                    '--realtime[Let time be the machine'\''s; without this a virtual clock makes the same seed the same run.]' \
                    '--workers=[Threads that run nodes. More than one needs --realtime; such a run is another one each time.]:N: ' \
                    '--artefact=[Where a run that fails leaves what graph replay needs; none leaves nothing.]:FILE:_files' \
                    '1:FILE:_files' ;;
                replay)
                  _arguments $globals \
                    '1:ARTEFACT:_files' ;;
                bench)
                  _arguments $globals \
                    '--seconds=[How long to measure, about.]:S: ' \
                    '1:FILE:_files' ;;
                publisher)
                  _arguments $globals \
                    '--source=[What to send, 1, 2, 3 and so on\: finite\:N, endless, or failing\:N, which fails after N.]:SOURCE: ' \
                    '--stdio[Speak over standard input and output; the only way there is, and required.]' ;;
                subscriber)
                  _arguments $globals \
                    '--capacity=[The most payloads to have under way; half of them are requested at a time.]:N: ' \
                    '--take=[Cancel after so many payloads.]:N: ' \
                    '--stdio[Speak over standard input and output; the only way there is, and required.]' ;;
              esac ;;
          esac ;;
      esac ;;
  esac
}
_hashmap_cli "$@"
