import Execution

extension StaleOutputs.Report {
    /// What was found and removed, in Buck2's words.
    var text: String {
        var lines = [
            "Found \(stale.count) stale artifacts (\(Self.size(stale.bytes)))",
            "Found \(kept.count) recent artifacts (\(Self.size(kept.bytes)))",
        ]
        if unreadable > 0 {
            lines.append(
                "Skipped \(unreadable) paths that could not be read or deleted (permission denied)")
        }
        if removed.count > 0 {
            lines.append("Cleaned \(removed.count) paths")
            lines.append("\(removed.bytes) bytes cleaned (\(Self.size(removed.bytes)))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// `1.5 MiB`.
    private static func size(_ bytes: Int64) -> String {
        guard bytes >= 1024 else { return "\(bytes) B" }
        var tenths = bytes * 10
        var unit = 0
        while tenths >= 10240, unit < units.count {
            tenths /= 1024
            unit += 1
        }
        return "\(tenths / 10).\(tenths % 10) \(units[unit - 1])"
    }

    private static let units = ["KiB", "MiB", "GiB", "TiB", "PiB"]
}
