import BuildEvents

/// A log as a file that the trace viewers of browsers show: `chrome://tracing`, Perfetto.
///
/// Each span becomes a bar. Spans that lie in each other, such as an action and its stages, share a
/// track; what goes on at the same time has tracks of its own. The critical path has the first.
///
/// Source: the Trace Event Format, events of phases `X` and `M`.
struct ChromeTrace {
    /// A bar.
    private struct Bar {
        let name: String
        let kind: String
        let track: Int
        let start: Duration
        var duration: Duration
        var isComplete = true
    }

    /// A span that has begun.
    private struct Open {
        let event: EventLogEntry
        let track: Int
    }

    private var bars: [Bar] = []
    private var open: [Int64: Open] = [:]
    /// The spans that are open on each track, the innermost last.
    private var tracks: [[Int64]] = []
    private var begin: Duration?
    private var end = Duration.zero
    private let title: String

    /// The track of the critical path; that of a log's spans are counted from the one after it.
    private static let criticalPath = 0

    /// Reads a log.
    ///
    /// - Throws: A diagnostic if its first line is not that of a log.
    init(_ log: EventLog) throws {
        title = try log.invocation().text
        for event in log.events() { add(event) }
        for (_, span) in open.sorted(by: { $0.key < $1.key }) {
            add(bar: span, to: end, isComplete: false)
        }
    }

    private mutating func add(_ event: EventLogEntry) {
        begin = begin ?? event.time
        end = max(end, event.time)
        switch event.form {
        case .start:
            let track = track(for: event)
            tracks[track].append(event.span)
            open[event.span] = Open(event: event, track: track)
        case .end:
            guard let span = open.removeValue(forKey: event.span) else { return }
            tracks[span.track].removeAll { $0 == event.span }
            guard event.kind != "SpanCancelled" else { return }
            add(bar: span, to: event.time, isComplete: true)
        case .instant where event.kind == "BuildGraphInfo":
            for entry in event.content["critical_path2"]?.elements ?? [] { add(critical: entry) }
        case .instant: break
        }
    }

    /// The track of the span around it if nothing else goes on there, else one that is free.
    ///
    /// What commands consist of goes on at the same time, and so does not share their tracks.
    private mutating func track(for event: EventLogEntry) -> Int {
        if let parent = open[event.parent], parent.event.kind != "CommandCritical",
            tracks[parent.track].last == event.parent
        {
            return parent.track
        }
        if let free = tracks.firstIndex(where: \.isEmpty) { return free }
        tracks.append([])
        return tracks.count - 1
    }

    private mutating func add(bar span: Open, to end: Duration, isComplete: Bool) {
        bars.append(
            Bar(
                name: span.event.title, kind: span.event.kind, track: span.track + 1,
                start: span.event.time - (begin ?? .zero), duration: end - span.event.time,
                isComplete: isComplete))
    }

    private mutating func add(critical entry: JSONValue) {
        guard let work = entry["entry"]?.choice, work.name != "Waiting" else { return }
        let owner = (work.value["target"] ?? work.value["owner"])?.choice?.value.targetTitle
        let name = owner ?? work.value["package"]?.text ?? work.value["kind"]?.text ?? ""
        bars.append(
            Bar(
                name: name.isEmpty ? work.name : "\(name) (\(work.name))", kind: work.name,
                track: Self.criticalPath,
                start: .nanoseconds(entry["start_offset_ns"]?.integer ?? 0),
                duration: .microseconds(entry["total_duration_us"]?.integer ?? 0)))
    }

    /// The whole file, with the bars in the order of their beginnings.
    var bytes: [UInt8] {
        var entries = [Entry.name("process_name", track: 0, title)]
        entries.append(.name("thread_name", track: Self.criticalPath, "critical path"))
        for track in tracks.indices {
            entries.append(.name("thread_name", track: track + 1, "track \(track + 1)"))
        }
        entries += bars.sorted { ($0.start, $0.track) < ($1.start, $1.track) }.map { .bar($0) }
        var json = JSONBytes()
        json.object { json in
            json.member("displayTimeUnit", "ms")
            json.name("traceEvents")
            json.array(entries) { json, entry in json.object { entry.write(to: &$0) } }
        }
        json.endLine()
        return json.bytes
    }

    /// An entry of the file.
    private enum Entry {
        case name(String, track: Int, String)
        case bar(Bar)

        func write(to json: inout JSONBytes) {
            json.member("pid", 1)
            switch self {
            case .name(let kind, let track, let text):
                json.member("ph", "M")
                json.member("name", kind)
                json.member("tid", track)
                json.member("args") { $0.member("name", text) }
            case .bar(let bar):
                json.member("ph", "X")
                json.member("name", bar.name)
                json.member("cat", bar.kind)
                json.member("tid", bar.track)
                json.member("ts", bar.start.microseconds)
                json.member("dur", bar.duration.microseconds)
                if !bar.isComplete { json.member("args") { $0.member("incomplete", true) } }
            }
        }
    }
}
