import Base
import Foundation
import TestSupport
import Testing

@testable import Console

@Suite struct ReportTests {
  @Test func figures() {
    let table: [(String, String)] = [
      (Figures.grouped(0), "0"), (Figures.grouped(999), "999"), (Figures.grouped(1000), "1,000"),
      (Figures.grouped(-1_234_567), "-1,234,567"), (Figures.grouped(Int.min), "-9,223,372,036,854,775,808"),
      (Figures.fixed(3.14159, 2), "3.14"), (Figures.fixed(-0.005, 2), "-0.01"), (Figures.fixed(2.5, 0), "3"),
      (Figures.fixed(.nan, 2), "-"), (Figures.fixed(1e300, 1), "1e+300"), (Figures.fixed(0.999, 2), "1.00"),
      (Figures.scaled(0), "0"), (Figures.scaled(950), "950"), (Figures.scaled(12.345), "12.3"),
      (Figures.scaled(999.6), "1.00 k"), (Figures.scaled(12_300_000), "12.3 M"),
      (Figures.scaled(.infinity), "-"),
      (Figures.bytes(512), "512 B"), (Figures.bytes(16_384), "16.0 KiB"),
      (Figures.bytes(1_073_741_824), "1.00 GiB"),
      (Figures.duration(nanoseconds: 850), "850 ns"), (Figures.duration(nanoseconds: 1234), "1.23 µs"),
      (Figures.duration(nanoseconds: 999.7), "1.00 µs"), (Figures.duration(nanoseconds: 2.31e9), "2.31 s"),
      (Figures.duration(nanoseconds: 7.2e12), "7200 s"), (Figures.percent(0.125), "12.5 %"),
      (Figures.clock(seconds: 5.4), "0:05"), (Figures.clock(seconds: 754), "12:34"),
      (Figures.clock(seconds: 3723), "1:02:03"), (Figures.clock(seconds: .infinity), "-:--"),
    ]
    for (got, wanted) in table { #expect(got == wanted) }
  }

  @Test func columnsOfText() {
    let table: [(String, Int)] = [
      ("abc", 3), ("naïve", 5), ("日本", 4), ("e\u{301}", 1), ("🚀!", 3), ("\u{200D}", 0),
    ]
    for (text, columns) in table { #expect(DisplayWidth.of(text) == columns, "\(text)") }
    #expect(DisplayWidth.cut("日本語", to: 5) == "日本…" && DisplayWidth.cut("日本語", to: 4) == "日…")
    #expect(DisplayWidth.cut("abc", to: 3) == "abc" && DisplayWidth.cut("abc", to: 0).isEmpty)
    #expect(
      DisplayWidth.cutMiddle("abcdefghij", to: 7) == "abc…hij"
        && DisplayWidth.cutMiddle("abc", to: 3) == "abc")
    #expect(DisplayWidth.cutMiddle("日本語日本語", to: 7) == "日本…語")
    for columns in 0...9 {
      #expect(DisplayWidth.of(DisplayWidth.cutMiddle("a日b本c語d", to: columns)) <= columns)
    }
    #expect(DisplayWidth.pad("ab", to: 4, left: true) == "  ab" && DisplayWidth.pad("日", to: 1) == "日")
  }

  @Test func tables() {
    var table = TextTable("operation", ">count", ">p99")
    table.add("put", "1,000", "1.2 µs")
    table.add("a long name that will be cut", "1")
    #expect(
      table.lines() == [
        "operation                     count     p99", "────────────────────────────  ─────  ──────",
        "put                           1,000  1.2 µs", "a long name that will be cut      1",
      ])
    #expect(
      table.lines(width: 26) == [
        "operation    count     p99", "───────────  ─────  ──────", "put          1,000  1.2 µs",
        "a long nam…      1",
      ])
    #expect(table.lines(width: 1).allSatisfy { DisplayWidth.of($0) <= 21 })
    #expect(TextTable("only").lines() == ["only", "────"])
  }

  @Test func sparklines() {
    #expect(Sparkline.line([0, 1, 2, 3, 4, 5, 6, 7], width: 20) == "▁▂▃▄▅▆▇█")
    #expect(Sparkline.line([5, 5, 5], width: 3) == "███" && Sparkline.line([0, 0], width: 3) == "▁▁")
    #expect(Sparkline.line([5, 5], width: 2, floor: nil) == "▁▁")
    #expect(Sparkline.line([1, .nan, 8], width: 3, floor: nil) == "▁ █")
    #expect(Sparkline.line([-4, 4], width: 2) == "▁█" && Sparkline.line([], width: 5).isEmpty)
    #expect(Sparkline.line([.nan, .infinity], width: 5) == "  " && Sparkline.line([1], width: 0).isEmpty)
    #expect(Sparkline.resampled([1, 3, 5, 7, .nan, .nan], to: 3)[..<2] == [2, 6])
    for width in 1...70 {
      #expect(Sparkline.line((0..<60).map(Double.init), width: width).count == min(width, 60))
    }
  }

  @Test func bars() {
    let bars = [
      BarPlot.Bar(label: "1", value: 1000, shown: "1,000"), BarPlot.Bar(label: "2", value: 500, shown: "500"),
      BarPlot.Bar(label: "13", value: 1, shown: "1"), BarPlot.Bar(label: "14", value: 0, shown: "0"),
    ]
    #expect(
      BarPlot(bars: bars).lines(width: 21) == [
        " 1  ██████████  1,000", " 2  █████       500", "13  ▏           1", "14              0",
      ])
    #expect(
      BarPlot(bars: bars, scale: .logarithmic).lines(width: 21)[1...2] == [
        " 2  █████████   500", "13  █           1",
      ])
    #expect(BarPlot().lines(width: 10).isEmpty)
    #expect(BarPlot(bars: [bars[3]]).lines(width: 0) == ["14        0"])
    for eighths in 1...80 {
      #expect(BarPlot.bar(Double(eighths) / 80, columns: 10).count == (eighths + 7) / 8, "\(eighths)")
    }
    #expect(BarPlot.bar(7, columns: 3) == "███" && BarPlot.bar(.nan, columns: 3).isEmpty)
  }

  @Test func progressLines() {
    var line = ProgressLine(done: 420_000, unit: "operations", fraction: 0.42, rate: 12_300_000, elapsed: 4.2)
    #expect(
      line.text(width: 79)
        == " 42 % ▕█████████▋             ▏ 420,000 operations  12.3 M/s  ETA 0:06".replacing(
          "█████████▋             ", with: DisplayWidth.pad(BarPlot.bar(0.42, columns: 30), to: 30)))
    #expect(line.text(width: 50) == " 42 % 420,000 operations  12.3 M/s  ETA 0:06")
    #expect(line.text(width: 20) == " 42 % 420,000 opera…")
    line.fraction = nil
    #expect(line.text(width: 79) == "420,000 operations  12.3 M/s  0:04")
    line.fraction = 0
    #expect(line.text(width: 79).hasPrefix("  0 % ▕") && line.text(width: 79).hasSuffix("ETA -:--"))
    line.fraction = 1.5
    #expect(line.text(width: 79).hasPrefix("100 % ▕███"))
    for width in 0...200 {
      line.fraction = Double(width) / 200
      #expect(DisplayWidth.of(line.text(width: width)) <= width, "\(width)")
    }
  }

  @Test func theBarIsRedrawnTenTimesASecondAndRemoved() throws {
    final class Clock { var now: UInt64 = 0 }
    let sink = try Sink(try TemporaryFolder(), "err")
    let stream = ErrorStream(sink.descriptor)
    let clock = Clock()
    let bar = ProgressBar("rows", on: stream, policy: .always, isQuiet: false, clock: { clock.now })
    for step in 1...1000 {
      clock.now += 1_000_000
      bar.update(done: step * 1000, fraction: Double(step) / 1000)
    }
    bar.finish()
    let text = try sink.text()
    let draws = text.components(separatedBy: "\r\u{1B}[K")
    #expect(draws.count == 12 && draws.last == "", "\(draws.count) draws")
    #expect(draws[1].contains("100,000 rows  1.00 M/s  ETA 0:01"), "\(draws[1])")
    for (policy, quiet) in [(ProgressPolicy.auto, false), (.never, false), (.always, true)] {
      let silent = ProgressBar("rows", on: stream, policy: policy, isQuiet: quiet, clock: { clock.now })
      clock.now += 1_000_000_000
      silent.update(done: 1, fraction: nil)
      silent.finish()
    }
    #expect(try sink.text() == text)
  }
}
