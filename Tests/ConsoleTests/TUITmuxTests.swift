import TestSupport
import Testing

@testable import Console

/// The view on a real terminal, which tmux provides; nothing is tested where it is absent.
@Suite(.enabled(if: Tmux.isAvailable)) struct TUITmuxTests {
  /// Runs a script that has `line COMMAND` (types it at the shell's prompt), `send KEYS…`, `see PATTERN` (waits until the
  /// screen shows it), `gone PATTERN`, `screen`, `running` (the process of the view) and `size COLUMNS ROWS`, with a shell in a terminal of 100x30 whose prompt is `READY>`.
  private func tmux(_ script: String, in folder: TemporaryFolder) throws -> Product.Finished {
    try Product.bash(
      """
      export TMUX_TMPDIR=$PWD LC_ALL=C.UTF-8
      t() { tmux -L t -f /dev/null "$@"; }
      send() { t send-keys -t a "$@"; }
      # What is typed before the prompt is there can be lost, and what is entered before it is echoed can be mistaken for
      # something done: waits for a prompt that stands alone, types, waits for the echo, enters.
      line() {
        until_ "no prompt" 'screen | grep . | tail -n 1 | grep -qx "READY> *"'
        t send-keys -t a -l -- "$1"
        typed=$1
        until_ "not echoed: $1" 't capture-pane -t a -p -J | grep -qF -- "READY> $typed"'
        send Enter
      }
      running() { pgrep -P $(t list-panes -t a -F '#{pane_pid}'); }
      screen() { t capture-pane -t a -p; }
      size() { t resize-window -t a -x $1 -y $2; }
      until_() {
        for i in {1..1200}; do eval "$2" && return; sleep 0.05; done
        echo "$1"; screen; exit 1
      }
      see() { pattern=$1; until_ "never seen: $1" 'screen | grep -qe "$pattern"'; }
      gone() { pattern=$1; until_ "still there: $1" '! screen | grep -qe "$pattern"'; }
      trap 't kill-server 2>/dev/null' EXIT
      # Threads of the tests block signals, and children inherit that.
      unblocked='import os, signal, sys; signal.pthread_sigmask(signal.SIG_SETMASK, []); os.execvp(sys.argv[1], sys.argv[1:])'
      python3 -c "$unblocked" tmux -L t -f /dev/null new-session -d -x 100 -y 30 -s a "env -u NO_COLOR PS1='READY> ' bash --norc --noprofile" || exit 1
      line 'stty -a > before; clear'
      \(script)
      """, environment: ["HOME": folder.path], in: folder.path)
  }

  private func prepare() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let run = try Product.bash(
      "hashmap-cli -q run-csv --csv '\(Repository.path("data/workloads/demo.csv"))' --seed 7 --metrics-out-dir m "
        + "--tick-ops 200 --tick-interval 0 > /dev/null && head -n 4 m/metrics.ndjson > part.ndjson",
      in: folder.path)
    #expect(run.exitCode == 0, "\(run)")
    return folder
  }

  @Test func keysResizeAndLeaving() throws {
    let folder = try prepare()
    let ended = try tmux(
      """
      line 'hashmap-cli tui --source part.ndjson; echo code $?'
      see 'frame 4 '
      see ' load factor '
      sed -n 5p m/metrics.ndjson >> part.ndjson
      see 'frame 5 '
      send Space; see 'paused 5/5'; send '['; see 'paused 4/5'; send Space; see 'live'
      send '?'; see 'read the probe trace again'; send x; gone 'read the probe trace again'
      send Tab; send Enter; gone ' load factor '; see ' latency '; send Escape; see ' load factor '
      size 60 16; see 'frame 5 '; size 40 10; see '40x10 is too small'; size 150 45; see ' load factor '
      sed -n '6,$p' m/metrics.ndjson >> part.ndjson; see 'complete'
      for i in {1..200}; do
        hashmap-cli tui --once --size 150x45 --source part.ndjson > wanted
        screen > shown
        diff <(sed 1d shown) <(sed 1d wanted) > difference && break
        sleep 0.05
      done
      cat difference
      send q; see 'code 0'; gone 'load factor'
      line 'clear; stty -a > after; tput cols'; see '^150'
      diff <(sed 's/rows.*columns [0-9]*//' before) <(sed 's/rows.*columns [0-9]*//' after) && echo restored
      """, in: folder)
    #expect(ended.output == "restored\n", "\(ended)")
  }

  @Test func signalsStopAndCrashRestoreTheTerminal() throws {
    let folder = try prepare()
    let ended = try tmux(
      """
      for signal in INT TERM; do
        line 'hashmap-cli tui --source part.ndjson; echo code $?'
        see ' load factor '; send ' '; see 'paused'
        kill -$signal $(running)
        see '"Interrupted"'; gone ' load factor '
        line 'clear'; gone 'Interrupted'
      done
      line 'hashmap-cli tui --source part.ndjson'; see ' load factor '
      send C-c; see '"Interrupted"'; line 'clear'; gone 'Interrupted'
      line 'hashmap-cli tui --source part.ndjson'; see ' load factor '
      send C-z; see 'Stopped'; gone ' load factor '
      line 'clear; stty -a > stopped; fg'; see ' load factor '; send '?'; see 'the newest'; send x
      send q; gone ' load factor '
      line 'clear; hashmap-cli tui --source part.ndjson'; see ' load factor '
      kill -SEGV $(running)
      gone ' load factor '
      line 'clear; stty -a > after; echo re"ady"'; see '^ready'
      cmp before stopped && cmp before after && echo restored
      """, in: folder)
    #expect(ended.output == "restored\n", "\(ended)")
  }

  @Test func linesOfTheReplAreEdited() throws {
    let folder = try TemporaryFolder()
    let ended = try tmux(
      """
      line 'clear; hashmap-cli repl --store s; echo code $?'
      see '^> *$'
      send -l 'put apple 3'; see '^> put apple 3'; send Enter; see '^OK'
      send -l 'get ap'; send Tab; see '^> get apple'; send Enter; see '^3$'
      send Up; send Up; send BSpace; send -l '47'; see '^> put apple 47'; send Enter
      send -l 'gxt apple'; send Home; send Right; send DC; send -l 'e'; see '^> get apple$'; send Enter; see '^47$'
      send -l 's'; send Tab; send Tab; see '^scan  stats'; send C-u
      send -l 'bogus'; send Enter; see 'unknown command'
      send C-d; see 'code 0'
      line 'clear; hashmap-cli repl --store s'
      see '^> *$'; send -l 'half'; see '^> half'; send C-c; see '"Interrupted"'
      line 'clear; stty -a > after; echo re"ady"'; see '^ready'
      cmp before after && echo restored
      """, in: folder)
    #expect(ended.output == "restored\n", "\(ended)")
  }

  @Test func aSummaryFollowsTheCollector() throws {
    let folder = try TemporaryFolder()
    let ended = try tmux(
      """
      collect() { g6 -q collect --cycles $1 --out out --panels-dir panels --indices NIFTY > /dev/null || exit 1; }
      collect 1
      line 'g6 summary --panels-dir panels --refresh 0.05; echo code $?'
      see 'cycle 1 '; see '^ NIFTY '; see 'q quit'
      collect 2; see 'cycle 2 '
      mv panels away; see 'No such file'; see 'cycle 2 '
      mv away panels; gone 'No such file'
      send r; see 'cycle 2 '
      send q; see 'code 0'; gone 'q quit'
      line 'clear; g6 summary --panels-dir nowhere; echo code $?'; see 'code 5'
      line 'clear; stty -a > after; echo re"ady"'; see '^ready'
      cmp before after && echo restored
      """, in: folder)
    #expect(ended.output == "restored\n", "\(ended)")
  }

  @Test func probesArePlayed() throws {
    let folder = try TemporaryFolder()
    let ended = try tmux(
      """
      { echo op,key,value; for i in {1..200}; do echo put,k$i,v$i; done; } > w.csv
      probe='hashmap-cli probe-visualize --operation get --key k7 --key nowhere --csv w.csv --side-by-side --animate'
      line "clear; $probe --speed 0.125; echo code \\$?"
      see 'get k7.*1 of 2'; see 'playing'; see 'hash 0x[0-9a-f]*  *hash 0x'; see '─ robinhood'; gone '─ compact'
      send ' '; see 'paused'; send Home; see 'step 0 of'
      send Right; see 'step 1 of'; see '^ 1. read group'; send Right; see 'step 2 of'; see 'found, match'
      send Left; see 'step 1 of'; send 9; see 'step \\([0-9]*\\) of \\1 '; send 0; see 'step 0 of'
      send Tab; see '─ compact'; gone '─ grouped'
      size 130 30; see '─ grouped.*─ chaining.*─ robinhood.*─ compact'
      send n; see 'get nowhere.*2 of 2'; send p; see 'get k7'
      send '?'; see 'twice, half as fast'; send x; gone 'twice, half as fast'
      send -l '+++++++++'; see '64 steps/s'; send Space; see 'get nowhere.*ended'; see 'not found, empty'
      screen | grep -c 'hash 0xbcbdf17a2804cdf0.*hash 0xbcbdf17a2804cdf0.*hash 0xbcbdf17a2804cdf0.*hash 0xbcbdf17a2804cdf0'
      # 30 to 38 are colours, 39 is none.
      colours() { t capture-pane -t a -p -e | grep -c "$(printf '\\033')\\[[0-9;]*3[0-8][;m]"; }
      [ "$(colours)" -gt 3 ] && echo coloured
      send q; see 'code 0'; gone 'hash 0x'
      line "clear; NO_COLOR=1 $probe"; see 'playing\\|ended'; see 'hash 0x'
      colours
      kill -TERM $(running); see '"Interrupted"'
      line "clear; TERM=dumb $probe | tail -n 1; echo code \\$?"; see '^1. read group .*no tag matches'; see 'code 0'
      line 'clear; stty -a > after; tput cols'; see '^130'
      diff <(sed 's/rows.*columns [0-9]*//' before) <(sed 's/rows.*columns [0-9]*//' after) && echo restored
      """, in: folder)
    #expect(ended.output == "1\ncoloured\n0\nrestored\n", "\(ended)")
  }

  @Test func anAttachedRun() throws {
    let folder = try TemporaryFolder()
    let ended = try tmux(
      """
      mkfifo in
      { echo op,key,value; for i in {1..3000}; do echo put,k$i,v; done; } > rows
      line 'hashmap-cli --log-level debug run-csv --csv - --tui --tick-interval 0.05 < in; echo code $?'
      exec 3> in
      cat rows >&3
      see 'the run goes on'; see '3,000 entries'
      sed 1d rows >&3
      see '6,000 entries'
      exec 3>&-
      see '│ complete │'; see 'ended'
      gone 'the run goes on'
      send q; see 'code 0'
      screen | grep -c 'input digest'
      line 'clear; yes put,k,v | sed "1i op,key,value" | hashmap-cli run-csv --csv - --csv-max-rows 0 --csv-max-bytes 0 --tui; echo code $?'
      see 'the run goes on'; send q; gone 'the run goes on'; see ' rows '; send C-c; see '"Interrupted"'
      line 'clear; stty -a > after; echo re"ady"'; see '^ready'
      cmp before after && echo restored
      """, in: folder)
    #expect(ended.output == "1\nrestored\n", "\(ended)")
  }
}

/// Whether tmux is there.
private enum Tmux {
  static let isAvailable: Bool = {
    do {
      return try Product.bash("tmux -V").exitCode == 0
    } catch {
      return false
    }
  }()
}
