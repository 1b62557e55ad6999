# Completion of hashmap-cli for fish.
# Save it as ~/.config/fish/completions/hashmap-cli.fish
function __fish_hashmap_cli_needs_command
  not __fish_seen_subcommand_from validate-metrics validate-metrics-ndjson config completion man docs help version
end
complete -c hashmap-cli -f
complete -c hashmap-cli -n __fish_hashmap_cli_needs_command -a validate-metrics -d 'Check a metrics file line by line and list everything wrong with it.'
complete -c hashmap-cli -n __fish_hashmap_cli_needs_command -a validate-metrics-ndjson -d 'Check a metrics file line by line and list everything wrong with it.'
complete -c hashmap-cli -n __fish_hashmap_cli_needs_command -a config -d 'config show'
complete -c hashmap-cli -n __fish_hashmap_cli_needs_command -a completion -d 'Print a completion script for bash, zsh or fish.'
complete -c hashmap-cli -n __fish_hashmap_cli_needs_command -a man -d 'Print the manual page as roff.'
complete -c hashmap-cli -n __fish_hashmap_cli_needs_command -a docs -d 'Write the pages of the documentation that are generated from tables.'
complete -c hashmap-cli -n __fish_hashmap_cli_needs_command -a help -d 'Explain the program, or one command.'
complete -c hashmap-cli -n __fish_hashmap_cli_needs_command -a version -d 'Print the version.'
complete -c hashmap-cli -n '__fish_seen_subcommand_from config; and not __fish_seen_subcommand_from show' -a show -d 'Show every setting with its value and where the value came from.'
complete -c hashmap-cli -l mode -r -a 'adaptive fast-insert fast-lookup memory-tight chaining robinhood grouped compact' -d 'Which map serves: adaptive changes its layout while it runs, the others keep one.'
complete -c hashmap-cli -l config -r -F -d 'Read settings from a TOML file (docs/config.md lists them).'
complete -c hashmap-cli -l json -d 'Print the result as one line of JSON on standard output.'
complete -c hashmap-cli -l quiet -s q -d 'Show no progress bar and no log lines below warning on standard error.'
complete -c hashmap-cli -l no-color -d 'Use no colours; a non-empty NO_COLOR in the environment means the same.'
complete -c hashmap-cli -l log-level -r -a 'trace debug info warning error' -d 'Log this level and what is more severe.'
complete -c hashmap-cli -l log-json -d 'Write log lines as JSON objects with ts, level, logger and msg.'
complete -c hashmap-cli -l log-file -r -F -d 'Append log lines to this file as well, rotating it by size.'
complete -c hashmap-cli -l log-max-bytes -r -d 'Rotate the log file at this size; 0 never rotates.'
complete -c hashmap-cli -l log-backup-count -r -d 'Keep this many rotated log files; with 0 the file starts over.'
complete -c hashmap-cli -l help -s h -d 'Show help and exit.'
complete -c hashmap-cli -l version -s V -d 'Print the version and exit.'
complete -c hashmap-cli -n '__fish_seen_subcommand_from validate-metrics; or __fish_seen_subcommand_from validate-metrics-ndjson' -F
complete -c hashmap-cli -n '__fish_seen_subcommand_from config; and __fish_seen_subcommand_from show' -l policy -r -a 'live thresholds' -d 'When the adaptive map changes its layout.'
complete -c hashmap-cli -n '__fish_seen_subcommand_from config; and __fish_seen_subcommand_from show' -l segment-bytes -r -a 'unlimited' -d 'Largest segment, which bounds every pause; unlimited keeps one flat table.'
complete -c hashmap-cli -n '__fish_seen_subcommand_from config; and __fish_seen_subcommand_from show' -l hash -r -a 'fast sip' -d 'Hash function of the map.'
complete -c hashmap-cli -n '__fish_seen_subcommand_from config; and __fish_seen_subcommand_from show' -l seed -r -a 'none' -d 'Seed of the hash; with one, two runs give the same layout and events.'
complete -c hashmap-cli -n '__fish_seen_subcommand_from config; and __fish_seen_subcommand_from show' -l tombstones -d 'Delete by tombstones in robinhood instead of shifting entries back.'
complete -c hashmap-cli -n '__fish_seen_subcommand_from config; and __fish_seen_subcommand_from show' -l no-tombstones -d 'Delete by tombstones in robinhood instead of shifting entries back.'
complete -c hashmap-cli -n '__fish_seen_subcommand_from config; and __fish_seen_subcommand_from show' -l memory-budget -r -a 'none' -d 'Bytes the adaptive map should stay below; it converts to compact rather than pass them.'
complete -c hashmap-cli -n '__fish_seen_subcommand_from config; and __fish_seen_subcommand_from show' -l latency-buckets -r -a 'default micro' -d 'Bounds of the latency histogram in ticks.'
complete -c hashmap-cli -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'
complete -c hashmap-cli -n '__fish_seen_subcommand_from docs' -l out -r -a '(__fish_complete_directories)' -d 'The directory to write the pages into; it must exist.'
