# Completion of hashmap-cli for bash. Load it with: source <(hashmap-cli completion bash)
_hashmap_cli() {
  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
  local command="" flags="" values="" kind="" word index
  COMPREPLY=()
  if [[ $current == "=" ]]; then
    current=""
  elif [[ $previous == "=" ]]; then
    previous="${COMP_WORDS[COMP_CWORD-2]}"
  fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="${COMP_WORDS[index]}"
    case "$command,$word" in
      ",run-csv"|",control"|",generate-csv"|",convert-trace"|",scrub-csv"|",profile"|",explain"|",forecast"|",cost-model"|",probe-visualize"|",ab-compare"|",batch"|",workload-dna"|",sweep"|",policy-lab"|",validate-metrics"|",validate-metrics-ndjson"|",frame"|",serve"|",mission-control"|",query-metric"|",tui"|",put"|",get"|",del"|",items"|",scan"|",import"|",stats"|",compact"|",verify-store"|",repl"|",verify-snapshot"|",inspect-snapshot"|",export-snapshot"|",import-snapshot"|",diff-snapshot"|",compact-snapshot"|",snapshot-key"|",config-wizard"|",config-edit"|",completion"|",man"|",docs"|",metrics-spec"|",help"|",version"|",catalogue"|",config"|",graph") command="$word" ;;
      "catalogue,history") command="catalogue history" ;;
      "catalogue,compare") command="catalogue compare" ;;
      "catalogue,baseline") command="catalogue baseline" ;;
      "catalogue,prune") command="catalogue prune" ;;
      "config,show") command="config show" ;;
      "config,set") command="config set" ;;
      "config,apply") command="config apply" ;;
      "config,diff") command="config diff" ;;
      "config,validate") command="config validate" ;;
      "config,schema") command="config schema" ;;
      "graph,validate") command="graph validate" ;;
      "graph,show") command="graph show" ;;
      "graph,run") command="graph run" ;;
      "graph,replay") command="graph replay" ;;
      "graph,bench") command="graph bench" ;;
      "graph,publisher") command="graph publisher" ;;
      "graph,subscriber") command="graph subscriber" ;;
    esac
  done
  case "$command" in
    "") flags="--mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      values="run-csv control generate-csv convert-trace scrub-csv profile explain forecast cost-model probe-visualize ab-compare batch catalogue workload-dna sweep policy-lab validate-metrics validate-metrics-ndjson frame serve mission-control query-metric tui put get del items scan import stats compact verify-store repl verify-snapshot inspect-snapshot export-snapshot import-snapshot diff-snapshot compact-snapshot snapshot-key config config-wizard config-edit completion man docs metrics-spec graph help version" ;;
    "catalogue") flags="--mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      values="history compare baseline prune" ;;
    "config") flags="--mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      values="show set apply diff validate schema" ;;
    "graph") flags="--mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      values="validate show run replay bench publisher subscriber" ;;
    "run-csv")
      flags="--csv --dry-run --csv-max-rows --csv-max-bytes --csv-max-line-bytes --snapshot-in --verify-key --skip-ops --format --fill --no-fill --expand --no-expand --page-bytes --max-value-bytes --skip-bad-rows --trace-columns --policy --segment-bytes --hash --seed --tombstones --no-tombstones --memory-budget --compact-interval --max-memory --decisions --decisions-out --rate --timing --hdr-out --hgrm-out --engine --at --control-socket --tick-ops --tick-interval --latency-sample-every --latency-buckets --forecast --metrics-out-dir --metrics-max-ticks --json-summary-out --snapshot-out --compress --snapshot-interval --stamp --sign --digest --progress --tui --recommendations --alert-webhook --metrics-port --metrics-host --linger --serve --metrics-names --tls-cert --tls-key --allow-insecure-bind --allowed-host --rate-limit --max-connections --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --csv) kind=file ;;
        --csv-max-rows) kind=open ;;
        --csv-max-bytes) kind=open ;;
        --csv-max-line-bytes) kind=open ;;
        --snapshot-in) kind=file ;;
        --verify-key) kind=file ;;
        --skip-ops) kind=words; values="recorded" ;;
        --format) kind=words; values="auto csv cachelib cachelib-cdn redis-monitor ycsb msr tencent twitter libcachesim-csv arc oracle-general" ;;
        --page-bytes) kind=open ;;
        --max-value-bytes) kind=open ;;
        --trace-columns) kind=open ;;
        --policy) kind=words; values="live thresholds" ;;
        --segment-bytes) kind=words; values="unlimited" ;;
        --hash) kind=words; values="fast sip" ;;
        --seed) kind=words; values="none" ;;
        --memory-budget) kind=words; values="none" ;;
        --compact-interval) kind=open ;;
        --max-memory) kind=open ;;
        --decisions) kind=file ;;
        --decisions-out) kind=file ;;
        --rate) kind=open ;;
        --timing) kind=open ;;
        --hdr-out) kind=file ;;
        --hgrm-out) kind=file ;;
        --engine) kind=words; values="graph direct" ;;
        --at) kind=open ;;
        --control-socket) kind=file ;;
        --tick-ops) kind=open ;;
        --tick-interval) kind=open ;;
        --latency-sample-every) kind=open ;;
        --latency-sample-k) kind=open ;;
        --latency-buckets) kind=words; values="default micro" ;;
        --metrics-out-dir) kind=directory ;;
        --metrics-max-ticks) kind=open ;;
        --json-summary-out) kind=file ;;
        --snapshot-out) kind=file ;;
        --snapshot-interval) kind=open ;;
        --sign) kind=file ;;
        --progress) kind=words; values="auto always never" ;;
        --recommendations) kind=file ;;
        --alert-webhook) kind=open ;;
        --metrics-port) kind=words; values="auto" ;;
        --metrics-host) kind=open ;;
        --metrics-names) kind=words; values="standard ancestor" ;;
        --tls-cert) kind=file ;;
        --tls-key) kind=file ;;
        --allowed-host) kind=open ;;
        --rate-limit) kind=open ;;
        --max-connections) kind=open ;;
      esac
      ;;
    "control")
      flags="--socket --timeout --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      values=""
      case "$previous" in
        --socket) kind=file ;;
        --timeout) kind=open ;;
      esac
      ;;
    "generate-csv")
      flags="--outfile --selftest --progress --preset --phases --from-dna --ops --warmup --seed --read-ratio --del-ratio --insert-ratio --modify-ratio --scan-length --key-space --distribution --key-skew --hot-keys --hot-ops --key-format --value-size --adversarial-ratio --adversarial-layout --adversarial-seed --adversarial-lowbits --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --outfile) kind=file ;;
        --progress) kind=words; values="auto always never" ;;
        --preset) kind=words; values="ycsb-a ycsb-b ycsb-c ycsb-d ycsb-e ycsb-f canonical-s canonical-m canonical-l" ;;
        --phases) kind=file ;;
        --from-dna) kind=file ;;
        --ops) kind=open ;;
        --warmup) kind=open ;;
        --seed) kind=open ;;
        --read-ratio) kind=open ;;
        --del-ratio) kind=open ;;
        --insert-ratio) kind=open ;;
        --modify-ratio) kind=open ;;
        --scan-length) kind=open ;;
        --key-space) kind=open ;;
        --distribution) kind=words; values="uniform zipf hotspot latest exponential sequential" ;;
        --key-skew) kind=open ;;
        --hot-keys) kind=open ;;
        --hot-ops) kind=open ;;
        --key-format) kind=open ;;
        --value-size) kind=open ;;
        --adversarial-ratio) kind=open ;;
        --adversarial-layout) kind=words; values="grouped chaining robinhood compact" ;;
        --adversarial-seed) kind=open ;;
        --adversarial-lowbits) kind=open ;;
      esac
      ;;
    "convert-trace")
      flags="--in --out --format --fill --no-fill --expand --no-expand --page-bytes --max-value-bytes --skip-bad-rows --trace-columns --csv-max-rows --csv-max-bytes --csv-max-line-bytes --progress --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --in) kind=file ;;
        --out) kind=file ;;
        --format) kind=words; values="auto csv cachelib cachelib-cdn redis-monitor ycsb msr tencent twitter libcachesim-csv arc oracle-general" ;;
        --page-bytes) kind=open ;;
        --max-value-bytes) kind=open ;;
        --trace-columns) kind=open ;;
        --csv-max-rows) kind=open ;;
        --csv-max-bytes) kind=open ;;
        --csv-max-line-bytes) kind=open ;;
        --progress) kind=words; values="auto always never" ;;
      esac
      ;;
    "scrub-csv")
      flags="--csv --out --key --value --key-file --csv-max-rows --csv-max-bytes --csv-max-line-bytes --format --fill --no-fill --expand --no-expand --page-bytes --max-value-bytes --skip-bad-rows --trace-columns --progress --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --csv) kind=file ;;
        --out) kind=file ;;
        --key) kind=words; values="hmac drop" ;;
        --value) kind=words; values="drop size-only" ;;
        --key-file) kind=file ;;
        --csv-max-rows) kind=open ;;
        --csv-max-bytes) kind=open ;;
        --csv-max-line-bytes) kind=open ;;
        --format) kind=words; values="auto csv cachelib cachelib-cdn redis-monitor ycsb msr tencent twitter libcachesim-csv arc oracle-general" ;;
        --page-bytes) kind=open ;;
        --max-value-bytes) kind=open ;;
        --trace-columns) kind=open ;;
        --progress) kind=words; values="auto always never" ;;
      esac
      ;;
    "profile")
      flags="--csv --csv-max-bytes --csv-max-line-bytes --format --fill --no-fill --expand --no-expand --page-bytes --max-value-bytes --skip-bad-rows --trace-columns --policy --segment-bytes --hash --seed --tombstones --no-tombstones --memory-budget --sample --max-rounds --time-limit --min-effect --order-seed --latency-sample-every --progress --recommendation-out --then --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --csv) kind=file ;;
        --csv-max-bytes) kind=open ;;
        --csv-max-line-bytes) kind=open ;;
        --format) kind=words; values="auto csv cachelib cachelib-cdn redis-monitor ycsb msr tencent twitter libcachesim-csv arc oracle-general" ;;
        --page-bytes) kind=open ;;
        --max-value-bytes) kind=open ;;
        --trace-columns) kind=open ;;
        --policy) kind=words; values="live thresholds" ;;
        --segment-bytes) kind=words; values="unlimited" ;;
        --hash) kind=words; values="fast sip" ;;
        --seed) kind=words; values="none" ;;
        --memory-budget) kind=words; values="none" ;;
        --sample) kind=open ;;
        --max-rounds) kind=open ;;
        --time-limit) kind=open ;;
        --min-effect) kind=open ;;
        --order-seed) kind=open ;;
        --latency-sample-every) kind=open ;;
        --progress) kind=words; values="auto always never" ;;
        --recommendation-out) kind=file ;;
        --then) kind=open ;;
      esac
      ;;
    "explain")
      flags="--event --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      if [[ $current != -* ]]; then kind=file; fi
      case "$previous" in
        --event) kind=open ;;
      esac
      ;;
    "forecast")
      flags="--level --threshold --recommendation-out --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      if [[ $current != -* ]]; then kind=file; fi
      case "$previous" in
        --level) kind=open ;;
        --threshold) kind=open ;;
        --recommendation-out) kind=file ;;
      esac
      ;;
    "cost-model")
      flags="--csv --entries --csv-max-bytes --csv-max-line-bytes --format --fill --no-fill --expand --no-expand --page-bytes --max-value-bytes --skip-bad-rows --trace-columns --rounds --order-seed --progress --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --csv) kind=file ;;
        --entries) kind=open ;;
        --csv-max-bytes) kind=open ;;
        --csv-max-line-bytes) kind=open ;;
        --format) kind=words; values="auto csv cachelib cachelib-cdn redis-monitor ycsb msr tencent twitter libcachesim-csv arc oracle-general" ;;
        --page-bytes) kind=open ;;
        --max-value-bytes) kind=open ;;
        --trace-columns) kind=open ;;
        --rounds) kind=open ;;
        --order-seed) kind=open ;;
        --progress) kind=words; values="auto always never" ;;
      esac
      ;;
    "probe-visualize")
      flags="--operation --key --value --csv --sample --seed --snapshot --hash-seed --side-by-side --tombstones --no-tombstones --animate --speed --apply --export-json --export-svg --format --fill --no-fill --expand --no-expand --page-bytes --max-value-bytes --skip-bad-rows --trace-columns --csv-max-bytes --csv-max-line-bytes --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --operation) kind=words; values="get put del" ;;
        --key) kind=open ;;
        --value) kind=open ;;
        --csv) kind=file ;;
        --sample) kind=open ;;
        --seed) kind=open ;;
        --snapshot) kind=file ;;
        --hash-seed) kind=open ;;
        --speed) kind=open ;;
        --export-json) kind=file ;;
        --export-svg) kind=file ;;
        --format) kind=words; values="auto csv cachelib cachelib-cdn redis-monitor ycsb msr tencent twitter libcachesim-csv arc oracle-general" ;;
        --page-bytes) kind=open ;;
        --max-value-bytes) kind=open ;;
        --trace-columns) kind=open ;;
        --csv-max-bytes) kind=open ;;
        --csv-max-line-bytes) kind=open ;;
      esac
      ;;
    "ab-compare")
      flags="--csv --csv-max-rows --csv-max-bytes --csv-max-line-bytes --format --fill --no-fill --expand --no-expand --page-bytes --max-value-bytes --skip-bad-rows --trace-columns --baseline-label --candidate-label --baseline-mode --candidate-mode --baseline-config --candidate-config --policy --segment-bytes --hash --seed --tombstones --no-tombstones --memory-budget --repeats --warmup --calibrate --no-calibrate --metric --min-effect --gate --order-seed --latency-sample-every --out-dir --name --json-out --markdown-out --metrics-dir --metrics-max-ticks --no-artifacts --progress --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --csv) kind=file ;;
        --csv-max-rows) kind=open ;;
        --csv-max-bytes) kind=open ;;
        --csv-max-line-bytes) kind=open ;;
        --format) kind=words; values="auto csv cachelib cachelib-cdn redis-monitor ycsb msr tencent twitter libcachesim-csv arc oracle-general" ;;
        --page-bytes) kind=open ;;
        --max-value-bytes) kind=open ;;
        --trace-columns) kind=open ;;
        --baseline-label) kind=open ;;
        --candidate-label) kind=open ;;
        --baseline-mode) kind=words; values="adaptive fast-insert fast-lookup memory-tight chaining robinhood grouped compact" ;;
        --candidate-mode) kind=words; values="adaptive fast-insert fast-lookup memory-tight chaining robinhood grouped compact" ;;
        --baseline-config) kind=file ;;
        --candidate-config) kind=file ;;
        --policy) kind=words; values="live thresholds" ;;
        --segment-bytes) kind=words; values="unlimited" ;;
        --hash) kind=words; values="fast sip" ;;
        --seed) kind=words; values="none" ;;
        --memory-budget) kind=words; values="none" ;;
        --repeats) kind=open ;;
        --warmup) kind=open ;;
        --metric) kind=words; values="cpu_ns_per_op ops_per_second p50 p99" ;;
        --min-effect) kind=open ;;
        --gate) kind=open ;;
        --order-seed) kind=open ;;
        --latency-sample-every) kind=open ;;
        --latency-sample-k) kind=open ;;
        --out-dir) kind=directory ;;
        --name) kind=open ;;
        --json-out) kind=file ;;
        --markdown-out) kind=file ;;
        --metrics-dir) kind=directory ;;
        --metrics-max-ticks) kind=open ;;
        --progress) kind=words; values="auto always never" ;;
      esac
      ;;
    "batch")
      flags="--spec --list --parallel --resume --report --html-report --pdf-report --baseline --gate --catalogue --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --spec) kind=file ;;
        --parallel) kind=open ;;
        --report) kind=file ;;
        --html-report) kind=file ;;
        --pdf-report) kind=file ;;
        --baseline) kind=open ;;
        --gate) kind=open ;;
        --catalogue) kind=file ;;
      esac
      ;;
    "catalogue history")
      flags="--suite --job --limit --catalogue --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --suite) kind=open ;;
        --job) kind=open ;;
        --limit) kind=open ;;
        --catalogue) kind=file ;;
      esac
      ;;
    "catalogue compare")
      flags="--gate --catalogue --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      values=""
      case "$previous" in
        --gate) kind=open ;;
        --catalogue) kind=file ;;
      esac
      ;;
    "catalogue baseline")
      flags="--remove --catalogue --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      values=""
      case "$previous" in
        --catalogue) kind=file ;;
      esac
      ;;
    "catalogue prune")
      flags="--keep --catalogue --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --keep) kind=open ;;
        --catalogue) kind=file ;;
      esac
      ;;
    "workload-dna")
      flags="--csv --csv-max-rows --csv-max-bytes --csv-max-line-bytes --format --fill --no-fill --expand --no-expand --page-bytes --max-value-bytes --skip-bad-rows --trace-columns --top-keys --max-tracked-keys --hash-seed --json-out --pretty --fit --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --csv) kind=file ;;
        --csv-max-rows) kind=open ;;
        --csv-max-bytes) kind=open ;;
        --csv-max-line-bytes) kind=open ;;
        --format) kind=words; values="auto csv cachelib cachelib-cdn redis-monitor ycsb msr tencent twitter libcachesim-csv arc oracle-general" ;;
        --page-bytes) kind=open ;;
        --max-value-bytes) kind=open ;;
        --trace-columns) kind=open ;;
        --top-keys) kind=open ;;
        --max-tracked-keys) kind=open ;;
        --hash-seed) kind=open ;;
        --json-out) kind=file ;;
        --fit) kind=file ;;
      esac
      ;;
    "sweep")
      flags="--csv --csv-max-rows --csv-max-bytes --csv-max-line-bytes --format --fill --no-fill --expand --no-expand --page-bytes --max-value-bytes --skip-bad-rows --trace-columns --objective --from --to --seconds --poisson --policy --segment-bytes --hash --seed --tombstones --no-tombstones --memory-budget --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --csv) kind=file ;;
        --csv-max-rows) kind=open ;;
        --csv-max-bytes) kind=open ;;
        --csv-max-line-bytes) kind=open ;;
        --format) kind=words; values="auto csv cachelib cachelib-cdn redis-monitor ycsb msr tencent twitter libcachesim-csv arc oracle-general" ;;
        --page-bytes) kind=open ;;
        --max-value-bytes) kind=open ;;
        --trace-columns) kind=open ;;
        --objective) kind=open ;;
        --from) kind=open ;;
        --to) kind=open ;;
        --seconds) kind=open ;;
        --policy) kind=words; values="live thresholds" ;;
        --segment-bytes) kind=words; values="unlimited" ;;
        --hash) kind=words; values="fast sip" ;;
        --seed) kind=words; values="none" ;;
        --memory-budget) kind=words; values="none" ;;
      esac
      ;;
    "policy-lab")
      flags="--suite --progress --recommendation-out --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --suite) kind=file ;;
        --progress) kind=words; values="auto always never" ;;
        --recommendation-out) kind=file ;;
      esac
      ;;
    "validate-metrics"|"validate-metrics-ndjson")
      flags="--mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      if [[ $current != -* ]]; then kind=file; fi
      ;;
    "frame")
      flags="--number --format --metrics-names --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      if [[ $current != -* ]]; then kind=file; fi
      case "$previous" in
        --number) kind=open ;;
        --format) kind=words; values="json prometheus openmetrics" ;;
        --metrics-names) kind=words; values="standard ancestor" ;;
      esac
      ;;
    "serve")
      flags="--source --follow --history-limit --poll-interval --compare --recommendations --alert-webhook --host --port --metrics-names --tls-cert --tls-key --allow-insecure-bind --allowed-host --rate-limit --max-connections --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --source) kind=file ;;
        --history-limit) kind=open ;;
        --poll-interval) kind=open ;;
        --compare) kind=file ;;
        --recommendations) kind=file ;;
        --alert-webhook) kind=open ;;
        --host) kind=open ;;
        --port) kind=words; values="auto" ;;
        --metrics-names) kind=words; values="standard ancestor" ;;
        --tls-cert) kind=file ;;
        --tls-key) kind=file ;;
        --allowed-host) kind=open ;;
        --rate-limit) kind=open ;;
        --max-connections) kind=open ;;
      esac
      ;;
    "mission-control")
      flags="--source --follow --history-limit --poll-interval --compare --recommendations --alert-webhook --host --port --metrics-names --tls-cert --tls-key --allow-insecure-bind --allowed-host --rate-limit --max-connections --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --source) kind=file ;;
        --history-limit) kind=open ;;
        --poll-interval) kind=open ;;
        --compare) kind=file ;;
        --recommendations) kind=file ;;
        --alert-webhook) kind=open ;;
        --host) kind=open ;;
        --port) kind=words; values="auto" ;;
        --metrics-names) kind=words; values="standard ancestor" ;;
        --tls-cert) kind=file ;;
        --tls-key) kind=file ;;
        --allowed-host) kind=open ;;
        --rate-limit) kind=open ;;
        --max-connections) kind=open ;;
      esac
      ;;
    "query-metric")
      flags="--timeout --cacert --insecure --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      values=""
      case "$previous" in
        --timeout) kind=open ;;
        --cacert) kind=file ;;
      esac
      ;;
    "tui")
      flags="--source --url --metrics-endpoint --cacert --insecure --timeout --follow --no-follow --history-limit --poll-interval --probe-json --once --size --frame --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --source) kind=file ;;
        --url) kind=open ;;
        --metrics-endpoint) kind=open ;;
        --history-endpoint) kind=open ;;
        --cacert) kind=file ;;
        --timeout) kind=open ;;
        --history-limit) kind=open ;;
        --poll-interval) kind=open ;;
        --probe-json) kind=file ;;
        --size) kind=open ;;
        --frame) kind=open ;;
      esac
      ;;
    "put")
      flags="--store --sync --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      values=""
      case "$previous" in
        --store) kind=directory ;;
        --sync) kind=words; values="always interval never" ;;
      esac
      ;;
    "get")
      flags="--store --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      values=""
      case "$previous" in
        --store) kind=directory ;;
      esac
      ;;
    "del")
      flags="--store --sync --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      values=""
      case "$previous" in
        --store) kind=directory ;;
        --sync) kind=words; values="always interval never" ;;
      esac
      ;;
    "items")
      flags="--store --limit --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --store) kind=directory ;;
        --limit) kind=open ;;
      esac
      ;;
    "scan")
      flags="--prefix --store --limit --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      values=""
      case "$previous" in
        --prefix) kind=open ;;
        --store) kind=directory ;;
        --limit) kind=open ;;
      esac
      ;;
    "import")
      flags="--in --format --store --sync --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --in) kind=file ;;
        --format) kind=words; values="csv ndjson" ;;
        --store) kind=directory ;;
        --sync) kind=words; values="always interval never" ;;
      esac
      ;;
    "stats")
      flags="--store --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --store) kind=directory ;;
      esac
      ;;
    "compact")
      flags="--store --sync --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --store) kind=directory ;;
        --sync) kind=words; values="always interval never" ;;
      esac
      ;;
    "verify-store")
      flags="--store --repair --out --verbose --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --store) kind=directory ;;
        --out) kind=directory ;;
      esac
      ;;
    "repl")
      flags="--store --sync --in --verify-key --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --store) kind=directory ;;
        --sync) kind=words; values="always interval never" ;;
        --in) kind=file ;;
        --verify-key) kind=file ;;
      esac
      ;;
    "verify-snapshot")
      flags="--in --verify-key --repair --out --sign --verbose --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --in) kind=file ;;
        --verify-key) kind=file ;;
        --out) kind=file ;;
        --sign) kind=file ;;
      esac
      ;;
    "inspect-snapshot")
      flags="--in --key --contains --limit --verify-key --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --in) kind=file ;;
        --key) kind=open ;;
        --contains) kind=open ;;
        --limit) kind=open ;;
        --verify-key) kind=file ;;
      esac
      ;;
    "export-snapshot")
      flags="--in --out --format --verify-key --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --in) kind=file ;;
        --out) kind=file ;;
        --format) kind=words; values="csv ndjson" ;;
        --verify-key) kind=file ;;
      esac
      ;;
    "import-snapshot")
      flags="--in --out --format --compress --stamp --sign --policy --segment-bytes --hash --seed --tombstones --no-tombstones --memory-budget --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --in) kind=file ;;
        --out) kind=file ;;
        --format) kind=words; values="csv ndjson" ;;
        --sign) kind=file ;;
        --policy) kind=words; values="live thresholds" ;;
        --segment-bytes) kind=words; values="unlimited" ;;
        --hash) kind=words; values="fast sip" ;;
        --seed) kind=words; values="none" ;;
        --memory-budget) kind=words; values="none" ;;
      esac
      ;;
    "diff-snapshot")
      flags="--limit --require-equal --verify-key --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      if [[ $current != -* ]]; then kind=file; fi
      case "$previous" in
        --limit) kind=open ;;
        --verify-key) kind=file ;;
      esac
      ;;
    "compact-snapshot")
      flags="--in --out --compress --sign --verify-key --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --in) kind=file ;;
        --out) kind=file ;;
        --sign) kind=file ;;
        --verify-key) kind=file ;;
      esac
      ;;
    "snapshot-key")
      flags="--out --show --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --out) kind=file ;;
        --show) kind=file ;;
      esac
      ;;
    "config show")
      flags="--policy --segment-bytes --hash --seed --tombstones --no-tombstones --memory-budget --latency-buckets --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --policy) kind=words; values="live thresholds" ;;
        --segment-bytes) kind=words; values="unlimited" ;;
        --hash) kind=words; values="fast sip" ;;
        --seed) kind=words; values="none" ;;
        --memory-budget) kind=words; values="none" ;;
        --latency-buckets) kind=words; values="default micro" ;;
      esac
      ;;
    "config set")
      flags="--file --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      values=""
      case "$previous" in
        --file) kind=file ;;
      esac
      ;;
    "config apply")
      flags="--file --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      if [[ $current != -* ]]; then kind=file; fi
      case "$previous" in
        --file) kind=file ;;
      esac
      ;;
    "config diff")
      flags="--mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      if [[ $current != -* ]]; then kind=file; fi
      ;;
    "config validate")
      flags="--mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      if [[ $current != -* ]]; then kind=file; fi
      ;;
    "config schema")
      flags="--mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      ;;
    "config-wizard")
      flags="--outfile --defaults --force --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --outfile) kind=file ;;
      esac
      ;;
    "config-edit")
      flags="--infile --outfile --apply-preset --save-preset --force --list-presets --set --defaults --ask --presets-dir --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --infile) kind=file ;;
        --outfile) kind=file ;;
        --apply-preset) kind=open ;;
        --save-preset) kind=open ;;
        --set) kind=open ;;
        --presets-dir) kind=directory ;;
      esac
      ;;
    "completion")
      flags="--mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      values="bash zsh fish"
      ;;
    "man")
      flags="--mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      ;;
    "docs")
      flags="--out --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --out) kind=directory ;;
      esac
      ;;
    "metrics-spec")
      flags="--specification --root --check --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --specification) kind=file ;;
        --root) kind=directory ;;
      esac
      ;;
    "graph validate")
      flags="--mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      if [[ $current != -* ]]; then kind=file; fi
      ;;
    "graph show")
      flags="--format --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      if [[ $current != -* ]]; then kind=file; fi
      case "$previous" in
        --format) kind=words; values="text dot mermaid json" ;;
      esac
      ;;
    "graph run")
      flags="--seed --steps --batch --shuffle --realtime --workers --artefact --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      if [[ $current != -* ]]; then kind=file; fi
      case "$previous" in
        --seed) kind=open ;;
        --steps) kind=open ;;
        --batch) kind=open ;;
        --workers) kind=open ;;
        --artefact) kind=file ;;
      esac
      ;;
    "graph replay")
      flags="--mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      if [[ $current != -* ]]; then kind=file; fi
      ;;
    "graph bench")
      flags="--seconds --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      if [[ $current != -* ]]; then kind=file; fi
      case "$previous" in
        --seconds) kind=open ;;
      esac
      ;;
    "graph publisher")
      flags="--source --stdio --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --source) kind=open ;;
      esac
      ;;
    "graph subscriber")
      flags="--capacity --take --stdio --mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      case "$previous" in
        --capacity) kind=open ;;
        --take) kind=open ;;
      esac
      ;;
    "help")
      flags="--mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      values=""
      ;;
    "version")
      flags="--mode --config --json --quiet --no-color --log-level --log-json --log-file --log-max-bytes --log-backup-count --help --version"
      ;;
  esac
  if [[ -z $kind ]]; then
    case "$previous" in
      --mode) kind=words; values="adaptive fast-insert fast-lookup memory-tight chaining robinhood grouped compact" ;;
      --config) kind=file ;;
      --log-level) kind=words; values="trace debug info warning error" ;;
      --log-file) kind=file ;;
      --log-max-bytes) kind=open ;;
      --log-backup-count) kind=open ;;
    esac
  fi
  case "$kind" in
    words) ;;
    file) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current")); return ;;
    directory) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$current")); return ;;
    open) return ;;
    *) if [[ $current == -* ]]; then values="$flags"; fi ;;
  esac
  COMPREPLY=($(compgen -W "$values" -- "$current"))
}
complete -F _hashmap_cli hashmap-cli
