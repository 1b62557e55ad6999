import Base
import Telemetry
import Terminal

/// The view of a run that this program carries out itself, on a thread of its own: the run never waits for it.
final class RunView: @unchecked Sendable {
  private let name: String
  private let inbox: FrameInbox
  private let errors: ErrorStream
  private let depth: ColorDepth
  private let device: TerminalDevice?
  /// The thread that carries the run out alone.
  private var thread: SystemThread?
  private let lock = Lock()
  /// What went wrong with the terminal; under the lock.
  private var fault: SystemError?

  /// A view that has not begun; where there is no terminal to take over, it writes a line for each frame to standard
  /// error.
  init(of name: String, _ session: Session) {
    self.name = name
    inbox = FrameInbox(name: name, limit: 1200) { TickRequest.make() }
    errors = session.errors
    depth = session.colorDepth
    device = TerminalDevice(term: session.environment["TERM"])
  }

  /// Takes the terminal over.
  func start() throws(Failure) {
    guard let device else { return }
    errors.hold()
    do throws(SystemError) {
      thread = try SystemThread(for: "the view of the run") { self.show(on: device) }
    } catch {
      errors.release()
      throw error.failure
    }
  }

  private func show(on device: TerminalDevice) {
    var model = Model(source: name)
    model.isAttached = true
    var view = TerminalView(
      model, of: inbox, on: device, depth: depth, period: 100_000_000, readTrace: { nil },
      mustEnd: { Interrupt.signal != nil })
    do throws(SystemError) {
      _ = try view.run()
    } catch {
      lock.withLock { fault = error }
    }
    errors.release()
  }

  /// Shows a frame. Never waits for the terminal.
  func put(_ frame: Frame) {
    if device != nil {
      inbox.put(frame)
    } else {
      for line in FrameLine.lines(frame) { errors.line(line) }
    }
  }

  /// The run is over.
  func end() { inbox.close() }

  /// Waits until the reader has seen enough and leaves. Gives back what went wrong with the terminal.
  func finish() -> SystemError? {
    thread?.join()
    return lock.withLock { fault }
  }
}
