import Foundation

/// Runs `body` while no file of this process can grow past `bytes`: writes then fail as they do on a full disk.
///
/// For the body of an exit test only, since the limit holds for the whole process; it is lifted before the process ends
/// (a coverage profile must still fit).
package func withFileSizeLimit<R>(_ bytes: UInt, _ body: () -> R) -> R {
  #if os(Linux)
    let resource = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
  #else
    let resource = RLIMIT_FSIZE
  #endif
  signal(SIGXFSZ, SIG_IGN)
  var limit = rlimit()
  getrlimit(resource, &limit)
  let before = limit
  limit.rlim_cur = rlim_t(bytes)
  setrlimit(resource, &limit)
  let result = body()
  limit = before
  setrlimit(resource, &limit)
  return result
}
