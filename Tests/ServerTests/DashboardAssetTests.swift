import Foundation
import HTTP
import Telemetry
import TestSupport
import Testing

@testable import Server

/// The dashboard's files are in the program as they stand in the folder; libraries are found where they lie.
@Suite struct DashboardAssetTests {
  private var folder: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Sources/Server/Page")
  }

  @Test func everyFileOfThePageIsInTheProgramAsItStands() throws {
    let assets = Assets.page()
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      !$0.hasSuffix(".md")
    }
    #expect(names.count > 20)
    for name in names {
      let path = name == "index.html" ? "/" : "/static/" + name
      let bytes = Array(try Data(contentsOf: folder.appendingPathComponent(name)))
      #expect(assets.asset(path)?.bytes == bytes, "\(name): list it in Sources/CPage/CPage.c and build again")
    }
  }

  @Test func filesOfThePageAreShortAndNeverMakeMarkupOfText() throws {
    let forbidden = [
      "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "://",
    ]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.hasSuffix(".js") {
      let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
      #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 400, "\(name)")
      for word in forbidden { #expect(!text.contains(word), "\(name) says \(word)") }
    }
  }

  @Test func librariesLieWhereTheSettingSaysOrWherePackagesPutThem() {
    #expect(Assets.libraryFolders(folder: "/a", dataHome: "/b", home: "/c") == ["/a"])
    let usual = Assets.libraryFolders(folder: "", dataHome: nil, home: "/h")
    #expect(usual.first == "/h/.local/share/adhash" && usual.contains("/usr/share/javascript/dygraphs"))
    #expect(Assets.libraryFolders(folder: nil, dataHome: "/data", home: "/h").first == "/data/adhash")
    #expect(
      Assets.libraryFolders(folder: nil, dataHome: "data", home: nil).first == "/usr/local/share/adhash")
  }

  @Test func aMissingLibraryIsNamedWithWhatInstallsIt() throws {
    let folder = try TemporaryFolder()
    let assets = Assets.dashboard(libraryFolders: [folder.file("none")])
    let service = Service(runs: Runs(), registry: Registry(), assets: assets)
    for (file, word) in [
      ("dygraph.min.js", "apt-get install libjs-dygraphs"), ("plotly.min.js", "chart-libraries"),
    ] {
      let response = service.respond(Request(path: "/static/" + file))
      #expect(response.status == 404 && String(decoding: response.bytes ?? [], as: UTF8.self).contains(word))
    }
    #expect(service.respond(Request(path: "/")).status == 200)
  }
}
