/// The dashboard's files and the chart libraries it draws with. The libraries are no part of this program: they are
/// served from where the system's packages, or `scripts/setup`, have put them.
extension Assets {
  /// Folders that are searched for chart libraries, in this order.
  ///
  /// `folder` (a setting) is searched alone where it is given; else the data folder of the user, those of the machine,
  /// and Debian's.
  package static func libraryFolders(folder: String?, dataHome: String?, home: String?) -> [String] {
    if let folder, !folder.isEmpty { return [folder] }
    let own = dataHome.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home.map { $0 + "/.local/share" }
    let shared = "/usr/share/javascript"
    return (own.map { [$0 + "/adhash"] } ?? [])
      + ["/usr/local/share/adhash", shared + "/dygraphs", shared + "/plotly", "/opt/homebrew/share/adhash"]
  }

  /// The files of this program, and the chart libraries in these folders.
  package static func dashboard(libraryFolders folders: [String]) -> Assets {
    func library(_ file: String, package: String, command: String? = nil) -> Library {
      Library(
        path: "/static/" + file, type: "text/javascript; charset=utf-8",
        places: folders.map { $0 + "/" + file }, package: package, command: command)
    }
    return page(libraries: [
      library("dygraph.min.js", package: "libjs-dygraphs"),
      library("plotly.min.js", package: "plotly (PyPI)", command: "scripts/chart-libraries"),
    ])
  }
}
