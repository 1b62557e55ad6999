import Foundation
import TestSupport
import Testing

@testable import Console

@Suite struct GuideTests {
  static let program = Program.hashmapCLI

  @Test(arguments: Self.program.commands.map(\.name) + [""])
  func helpPages(name: String) throws {
    let words = name.split(separator: " ").map(String.init)
    let run = try InProcess(words + ["--help"])
    #expect(run.exitCode == 0)
    #expect(run.errors.isEmpty)
    #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 80 || $0.hasPrefix("  hashmap-cli") })
    let file = name.isEmpty ? "overview" : words.joined(separator: "-")
    #expect(try Repository.difference(run.output, from: "Tests/Goldens/console/help/\(file).txt") == nil)
    #expect(try InProcess(["help"] + words).output == run.output)
  }

  @Test func everyCommandTeaches() {
    for command in Self.program.commands {
      #expect(!command.summary.isEmpty && command.summary.hasSuffix("."), "\(command.name)")
      #expect(!command.examples.isEmpty, "\(command.name) has no example")
      #expect(
        command.examples.allSatisfy { $0.line(of: Self.program.name).contains(Self.program.name) },
        "\(command.name)")
      for flag in command.flags + Self.program.globals {
        #expect(flag.help.hasSuffix("."), "\(command.name) \(flag.long)")
        #expect((flag.kind == nil) == flag.valueName.isEmpty, "\(command.name) \(flag.long)")
      }
    }
  }

  @Test func flagNamesAreUnique() {
    for command in Self.program.commands {
      let flags = Self.program.flags(of: command)
      let spellings = flags.flatMap(\.longSpellings) + flags.compactMap { $0.short.map { "-\($0)" } }
      #expect(Set(spellings).count == spellings.count, "\(command.name): \(spellings)")
    }
    let names = Self.program.commands.flatMap(\.names)
    #expect(Set(names).count == names.count)
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completionScripts(shell: String) throws {
    let run = try InProcess("completion", shell)
    #expect(run.exitCode == 0)
    #expect(try Repository.difference(run.output, from: "Tests/Goldens/console/completion.\(shell)") == nil)
    let checked = try Product.bash(
      "command -v \(shell) >/dev/null || exit 0; hashmap-cli completion \(shell) | \(shell) -n")
    #expect(checked.exitCode == 0, "\(checked.errors)")
  }

  @Test(arguments: [
    ("con", "control convert-trace config config-wizard config-edit"),
    ("config ''", "show set apply diff validate schema"),
    ("config show --pol", "--policy"),
    ("--mode fast", "fast-insert fast-lookup"), ("--mode = memo", "memory-tight"),
    ("completion ''", "bash zsh fish"), ("--json completion f", "fish"), ("docs --ou", "--out"),
    ("--log-max-bytes ''", ""), ("docs --out /et", "/etc"),
  ])
  func bashOffers(typed: String, offers: String) throws {
    let run = try Product.bash(
      """
      source <(hashmap-cli completion bash)
      COMP_WORDS=(hashmap-cli \(typed)); COMP_CWORD=$((${#COMP_WORDS[@]}-1)); _hashmap_cli; echo "${COMPREPLY[*]}"
      """)
    #expect(run.output == offers + "\n", "\(run.errors)")
  }

  @Test(arguments: [("comple", "completion"), ("--mode fast-l", "fast-lookup"), ("completion z", "zsh")])
  func fishOffers(typed: String, offer: String) throws {
    let run = try Product.bash(
      """
      command -v fish >/dev/null || { echo "\(offer)"; exit 0; }
      fish --no-config -c 'hashmap-cli completion fish | source; complete -C "hashmap-cli \(typed)"'
      """)
    #expect(run.output.hasPrefix(offer), "\(run.output) \(run.errors)")
  }

  @Test func manualPage() throws {
    let run = try InProcess("man")
    #expect(try Repository.difference(run.output, from: "Tests/Goldens/console/hashmap-cli.1") == nil)
    let checked = try Product.bash(
      "command -v groff >/dev/null || exit 0; hashmap-cli man | groff -ww -man -Tutf8 >/dev/null")
    #expect(checked.exitCode == 0 && checked.errors.isEmpty, "\(checked.errors)")
  }

  @Test func committedPagesAreTheGeneratedOnes() throws {
    for page in DocsCommand.pages(of: Self.program) {
      #expect(try Repository.difference(page.text, from: "docs/\(page.name)") == nil)
    }
    let folder = try TemporaryFolder()
    let first = try InProcess("docs", "--out", folder.path)
    let names = DocsCommand.pages(of: Self.program).map(\.name)
    #expect(first.output == names.map { "wrote \(folder.path)/\($0)\n" }.joined())
    #expect(try InProcess("docs", "--out", folder.path, "--json").output.contains("\"written\":[]"))
    #expect(try InProcess("docs", "--out", "/dev/null/at/all").exitCode == 5)
  }

  @Test func envelopePageNamesEveryLabel() throws {
    let page = try Repository.text("docs/error_envelope.md")
    for label in Label.allCases {
      let codes = label.exitCodes.map(String.init).joined(separator: ", ")
      #expect(page.contains("| \(codes) | `\(label.rawValue)` | \(label.meaning) |"), "\(label)")
    }
    let shown = try InProcess("version", "--json").output
    #expect(page.contains(shown), "docs/error_envelope.md does not show \(shown)")
  }

  /// A first word alone is no command, but what it knows can be asked for.
  @Test(arguments: [Program.hashmapCLI, .g6]) func firstWordsListTheirCommands(program: Program) throws {
    #expect(program.families.contains("config"))
    for family in program.families {
      let asked = try InProcess([family, "--help"], program: program)
      #expect(asked.exitCode == 0 && asked.errors.isEmpty, "\(asked.errors)")
      for member in program.members(of: family) {
        let command = try #require(program.command(named: "\(family) \(member)"))
        #expect(asked.output.contains("  \(family) \(member)"), "\(asked.output)")
        #expect(asked.output.contains(command.summary.prefix(20)))
      }
      #expect(try InProcess(["help", family], program: program).output == asked.output)
      #expect(try InProcess(["--help", family], program: program).output == asked.output)
      #expect(
        try InProcess(["help", family, "--json"], program: program).output.contains(
          "\"topic\":\"\(family)\","))
      #expect(try InProcess([family], program: program).exitCode == 2)
    }
  }

  @Test func versionAndEnvelopes() throws {
    #expect(try InProcess("--version").output == "hashmap-cli \(ProductVersion.current)\n")
    #expect(
      try InProcess("version", "--json").output
        == "{\"ok\":true,\"command\":\"version\",\"schema\":\"adhash.version.v1\",\"version\":\"\(ProductVersion.current)\"}\n"
    )
    #expect(
      try InProcess("--help", "--json").output.hasPrefix(
        "{\"ok\":true,\"command\":\"help\",\"schema\":\"adhash.help.v1\",\"topic\":null,"))
    #expect(
      try InProcess("man", "--json").output.hasPrefix(
        "{\"ok\":true,\"command\":\"man\",\"schema\":\"adhash.man.v1\",\"result\":"))
    #expect(
      try InProcess(["man", "--json"], program: .g6).output.contains("\"schema\":\"g6.man.v1\",\"result\":"))
    #expect(try InProcess("completion", "fish", "--json").output.contains("\"shell\":\"fish\""))
  }
}
