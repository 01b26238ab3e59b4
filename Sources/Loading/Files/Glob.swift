/// What one call of `glob()` asks for.
struct Glob: Hashable, Sendable {
    /// The patterns which hold a `*`.
    let patterns: [GlobPattern]
    /// Paths without a `*`: they match the very file, when it is there.
    let exact: [String]
    let excludes: [GlobPattern]

    /// Parses the arguments of `glob()`.
    init(include: [String], exclude: [String]) throws(GlobError) {
        var patterns: [GlobPattern] = []
        var exact: [String] = []
        for text in include {
            let pattern = try GlobPattern(text)
            if text.utf8.contains(UInt8(ascii: "*")) {
                patterns.append(pattern)
            } else {
                exact.append(text)
            }
        }
        var excludes: [GlobPattern] = []
        for text in exclude { excludes.append(try GlobPattern(text)) }
        self.patterns = patterns
        self.exact = exact
        self.excludes = excludes
    }

    /// Puts together what was parsed before.
    init(patterns: [GlobPattern], exact: [String], excludes: [GlobPattern]) {
        self.patterns = patterns
        self.exact = exact
        self.excludes = excludes
    }

    /// Whether the listing of the package's own folder answers the glob.
    var staysInFolder: Bool {
        patterns.allSatisfy(\.isSingleComponent)
            && exact.allSatisfy { !$0.utf8.contains(UInt8(ascii: "/")) }
    }

    /// The states of a walk that has come down to some folder.
    struct Position: Hashable, Sendable {
        fileprivate var patterns: [GlobPattern.States]
        fileprivate var excludes: [GlobPattern.States]
        /// The exact paths that lie below the folder, without what leads to it.
        fileprivate var exact: [[String]]
    }

    /// Where the walk starts: the package's folder.
    var start: Position {
        Position(
            patterns: patterns.map(\.start), excludes: excludes.map(\.start),
            exact: exact.map { $0.split(separator: "/").map(String.init) })
    }

    /// The position in the folder `name` of the folder of `position`, or nil if nothing below
    /// can match.
    func descend(_ position: Position, into name: String) -> Position? {
        let next = advance(position, over: name)
        let isAlive =
            next.exact.contains { !$0.isEmpty } || next.patterns.contains { !$0.isDead }
        return isAlive ? next : nil
    }

    /// Whether the file `name` in the folder of `position` matches.
    func matches(_ position: Position, file name: String) -> Bool {
        let end = advance(position, over: name)
        guard
            end.exact.contains(where: \.isEmpty)
                || zip(patterns, end.patterns).contains(where: { $0.accepts($1) })
        else { return false }
        return !zip(excludes, end.excludes).contains { $0.accepts($1) }
    }

    private func advance(_ position: Position, over name: String) -> Position {
        Position(
            patterns: zip(patterns, position.patterns).map { $0.advance($1, over: name) },
            excludes: zip(excludes, position.excludes).map { $0.advance($1, over: name) },
            exact: position.exact.compactMap { $0.first == name ? Array($0.dropFirst()) : nil })
    }
}
