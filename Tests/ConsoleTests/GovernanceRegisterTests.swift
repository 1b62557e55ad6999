import Documents
import Governance
import TestSupport
import Testing

@testable import Console

/// What the programs declare, held against the registers.
struct GovernanceRegisterTests {
  @Test func everySettingHasItsOwnNameAndVariable() {
    for program in [Program.hashmapCLI, .g6] {
      let settings = program.settings.map { (name: $0.name, variable: $0.environment) }
      let flags = (program.globals + program.commands.flatMap(\.flags)).compactMap { flag in
        flag.environment.map { (name: flag.spelling, variable: String?.some($0)) }
      }
      let distinct = flags.reduce(into: [(name: String, variable: String?)]()) { all, flag in
        if !all.contains(where: { $0.name == flag.name && $0.variable == flag.variable }) { all.append(flag) }
      }
      #expect(EnvironmentRegister.aliases(in: settings + distinct) == [], "\(program.name)")
    }
  }

  /// A flag that is accepted and no longer listed is on its way out, and the register says since when.
  @Test func obsoleteFlagsStandInTheRegister() throws {
    let register = DeprecationRegister.read(try Repository.text(DeprecationRegister.path))
    let active = register.entries.filter { $0.status == .active }
    var obsolete = 0
    for program in [Program.hashmapCLI, .g6] {
      for flag in program.commands.flatMap(\.flags) where flag.isObsolete {
        obsolete += 1
        #expect(active.contains { $0.name == flag.spelling }, "\(flag.spelling) of \(program.name)")
      }
      for entry in active where entry.kind == .command && program.name == "g6" {
        #expect(program.command(named: entry.name) != nil, "\(entry.name)")
      }
    }
    #expect(obsolete > 0)
  }
}
