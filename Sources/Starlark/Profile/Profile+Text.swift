extension Profile {
    /// The functions and lines that used most, as tables.
    ///
    /// - Parameter rowLimit: Rows of each table; what is left out is counted.
    /// - Returns: Lines for people.
    public func text(rowLimit: Int = 30) -> String {
        let noun = measured == .time ? "Time" : "Allocations"
        let samples = measured == .time ? " in \(Self.grouped(sampleCount)) samples" : ""
        var result = "\(noun) by function: \(amount(total))\(samples)\n"
        result += table(functions, rowLimit: rowLimit, showsCalls: true)
        result += "\n\(noun) by line\n"
        result += table(lines, rowLimit: rowLimit, showsCalls: false)
        return result
    }

    private func table(_ rows: [Row], rowLimit: Int, showsCalls: Bool) -> String {
        var cells: [[String]] = [
            ["self", "", "total", ""] + (showsCalls ? ["calls", "function"] : ["line"])
        ]
        for row in rows.prefix(rowLimit) {
            var line = [amount(row.own), percent(row.own), amount(row.total), percent(row.total)]
            if showsCalls { line.append(row.calls > 0 ? Self.grouped(row.calls) : "") }
            line.append(place(of: row, isLine: !showsCalls))
            cells.append(line)
        }
        let columns = cells[0].count
        let widths = (0..<columns).map { column in cells.map { $0[column].count }.max() ?? 0 }
        var text = ""
        for line in cells {
            for column in 0..<columns - 1 {
                let padding = widths[column] - line[column].count
                text += String(repeating: " ", count: padding + 2) + line[column]
            }
            text += "  " + line[columns - 1] + "\n"
        }
        if rows.count > rowLimit { text += "  and \(Self.grouped(rows.count - rowLimit)) more\n" }
        return text
    }

    private func place(of row: Row, isLine: Bool) -> String {
        guard let path = row.path else { return "\(row.name) (native)" }
        if isLine { return "\(path):\(row.line)" + (row.name == path ? "" : " in \(row.name)") }
        return row.name == path ? path : "\(row.name) (\(path):\(row.line))"
    }

    private func percent(_ part: Int) -> String {
        total == 0 ? "" : "\((part * 100 + total / 2) / total)%"
    }

    /// Milliseconds or KiB with one digit after the point.
    private func amount(_ amount: Int) -> String {
        let (unit, name) = measured == .time ? (1_000_000, "ms") : (1024, "KiB")
        let tenths = (amount * 10 + unit / 2) / unit
        return "\(Self.grouped(tenths / 10)).\(tenths % 10) \(name)"
    }

    /// A number with commas between thousands.
    private static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        var text = ""
        for (position, digit) in digits.enumerated() {
            if position > 0, (digits.count - position) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return text
    }
}
