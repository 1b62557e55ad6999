import Foundation
import Testing

@testable import Console

@Suite struct InterruptTests {
  @Test func theFirstSignalIsAFlag() async {
    await #expect(processExitsWith: .success) {
      Interrupt.install()
      try Interrupt.check()
      for (number, name, code) in [(SIGINT, "SIGINT", Int32(130)), (SIGTERM, "SIGTERM", 143)] {
        Interrupt.reset()
        send(number)
        #expect(Interrupt.signal == number)
        do throws(Failure) {
          try Interrupt.check()
          Issue.record("no failure after \(name)")
        } catch {
          #expect(error == .interrupted(by: number) && error.exitCode == code, "\(error)")
          #expect(Envelope.failure(error) == "{\"error\":\"Interrupted\",\"detail\":\"stopped by \(name)\"}")
        }
      }
    }
  }

  @Test func aSecondSIGINTEndsTheProcess() async {
    await #expect(processExitsWith: .exitCode(130)) {
      Interrupt.install()
      send(SIGTERM)
      send(SIGINT)
      exit(0)
    }
  }

  @Test func aSecondSIGTERMEndsTheProcess() async throws {
    let ended = try await #require(processExitsWith: .exitCode(143), observing: [\.standardErrorContent]) {
      Interrupt.install()
      send(SIGTERM)
      send(SIGTERM)
      exit(0)
    }
    let errors = String(decoding: ended.standardErrorContent, as: UTF8.self)
    #expect(errors == "{\"error\":\"Interrupted\",\"detail\":\"stopped at once by a second SIGTERM\"}\n")
  }
}

/// Sends a signal to this process and waits until it has arrived: other threads than the first block signals.
private func send(_ number: Int32) {
  let before = Interrupt.signal
  kill(getpid(), number)
  for _ in 0..<2000 where Interrupt.signal == before { usleep(1000) }
}
