import Starlark

/// Reads the messages of a tool line by line, by the first of several patterns that fits each.
struct ErrorFormatReader {
    private let formats: [ErrorFormat]
    private let category: String
    /// The error whose further lines are awaited, and whether it is passed over.
    private var open: (error: ActionSubError, isIgnored: Bool)?
    private var files: [String] = []
    private var folders: [String] = []
    private var errors: [ActionSubError] = []

    /// Makes a reader.
    ///
    /// - Throws: When a pattern is none.
    init(_ patterns: [String], category: String) throws {
        formats = try patterns.map { try ErrorFormat($0) }
        self.category = category
    }

    /// The errors in a text, in its order.
    consuming func read(_ text: String) -> [ActionSubError] {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            read(line: line.hasSuffix("\r") ? String(line.dropLast()) : String(line))
        }
        close()
        return errors
    }

    private mutating func read(line: String) {
        for format in formats where isExpected(format) {
            guard var error = format.match(line, category: category) else { continue }
            error.file = file(error.file)
            return take(error, format)
        }
        close()
    }

    /// Further lines come only after a first one, single ones only if no error is open.
    private func isExpected(_ format: ErrorFormat) -> Bool {
        switch format.kind {
        case .further, .last: open != nil
        case .single: open == nil || format.isGeneral
        default: true
        }
    }

    private mutating func take(_ error: ActionSubError, _ format: ErrorFormat) {
        switch format.kind {
        case .single: if !format.isIgnored { errors.append(error) }
        case .first(let type):
            close()
            var error = error
            error.errorType = String(type)
            open = (error, format.isIgnored)
        case .further, .last:
            if let first = open {
                open = (first.error.joined(with: error), first.isIgnored || format.isIgnored)
            }
            if format.kind == .last { close() }
        case .enterFolder: if let file = error.file { folders.append(file) }
        case .leaveFolder: _ = folders.popLast()
        case .enterFile: if let file = error.file { files.append(file) }
        case .leaveFile: _ = files.popLast()
        }
    }

    private mutating func close() {
        if let open, !open.isIgnored { errors.append(open.error) }
        open = nil
    }

    /// The file that a line is about, in the folder that lines before it entered.
    private func file(_ named: String?) -> String? {
        guard let file = named ?? files.last else { return nil }
        guard !file.hasPrefix("/"), let folder = folders.last else { return file }
        return folder + "/" + file
    }
}

extension ActionSubError {
    /// This error with what a further line says of it.
    fileprivate func joined(with further: ActionSubError) -> ActionSubError {
        var error = self
        error.file = further.file ?? file
        error.line = further.line ?? line
        error.endLine = further.endLine ?? endLine
        error.column = further.column ?? column
        error.endColumn = further.endColumn ?? endColumn
        error.errorNumber = further.errorNumber ?? errorNumber
        let messages = [message, further.message].compactMap { $0 }
        error.message = messages.isEmpty ? nil : messages.joined(separator: "\n")
        return error
    }
}
