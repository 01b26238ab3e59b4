extension CellResolver {
    /// Parses the label of a target: `//a:b`, `cell//a:b` or `:b`.
    ///
    /// `:b` is relative to `package`, whose cell's aliases count.
    ///
    /// - Throws: A ``LabelError`` for anything else, patterns and sub-targets included.
    public func targetLabel(
        _ text: String, in package: PackageLabel, forms: LabelForms = .usual
    ) throws(LabelError) -> TargetLabel {
        let label = try providersLabel(text, in: package, forms: forms)
        guard label.subTargets.isEmpty else {
            throw LabelError(
                .malformed,
                "`\(text)` names a sub-target where only a target can stand; "
                    + "leave out the part in brackets")
        }
        return label.target
    }

    /// Parses the label of a target or sub-target: `//a:b`, `:b`, `cell//a:b[c]`.
    ///
    /// `:b` is relative to `package`, whose cell's aliases count.
    ///
    /// - Throws: A ``LabelError`` for anything else, patterns included.
    public func providersLabel(
        _ text: String, in package: PackageLabel, forms: LabelForms = .usual
    ) throws(LabelError) -> ProvidersLabel {
        let pattern = try pattern(text, in: package, forms: forms)
        guard case .target(let label) = pattern else {
            throw LabelError(
                .malformed, "`\(text)` is a pattern for many targets where one target is needed")
        }
        return label
    }

    /// Parses a pattern in a build file: `//a:b`, `:b`, `//a:`, `:`, `//a/...`, `cell//...`.
    ///
    /// The local forms are relative to `package`, whose cell's aliases count.
    ///
    /// - Throws: A ``LabelError``.
    public func pattern(
        _ text: String, in package: PackageLabel, forms: LabelForms = .usual
    ) throws(LabelError) -> TargetPattern {
        var syntax = try LabelSyntax(text)
        if forms.infersTargetNames, syntax.cell != nil, case .none = syntax.tail,
            let name = syntax.folder.split(separator: "/").last
        {
            syntax.tail = .name(name, subTargets: [])
        }
        if forms.relativeRoot != nil, syntax.cell == nil, syntax.folder.hasPrefix("..") {
            let path = try forms.folder(syntax.folder, from: package.path)
            syntax.folder = ""
            guard case .none = syntax.tail else {
                let base = CellPath(cell: package.cell, path: path)
                return try pattern(syntax, of: text, relativeTo: base)
            }
        }
        if case .none = syntax.tail {
            throw LabelError(
                .malformed,
                "Expected pattern to contain `:`, trailing `/...` or literal `...`.")
        }
        if syntax.cell == nil, !syntax.folder.isEmpty || syntax.isRecursive {
            throw LabelError(
                .malformed,
                "`\(text)` is neither absolute like `//package:name` nor local like `:name`"
                    + (text.contains(":") ? "" : "; did you mean `:\(text)`?"))
        }
        return try pattern(syntax, of: text, relativeTo: package.folder)
    }

    /// Parses a pattern of the command line, where more forms are allowed: `a:b`, `a/...`, `...`,
    /// `//a/b` for `//a/b:b`, and a trailing slash.
    ///
    /// Relative forms are relative to `folder`, where the command was started.
    ///
    /// - Throws: A ``LabelError``.
    public func pattern(
        _ text: String, from folder: CellPath
    ) throws(LabelError) -> TargetPattern {
        var syntax = try LabelSyntax(text)
        if syntax.folder.hasSuffix("/") { syntax.folder = syntax.folder.dropLast() }
        if case .none = syntax.tail {
            guard let name = syntax.folder.split(separator: "/").last else {
                throw LabelError(
                    .malformed,
                    "`\(text)` lacks a target name; did you mean `\(text):` or `\(text)...`?")
            }
            syntax.tail = .name(name, subTargets: [])
        }
        return try pattern(syntax, of: text, relativeTo: folder)
    }

    /// Parses a module's path in `load()`: `//a:b.bzl`, `@cell//a:b.bzl` or `:b.bzl`.
    ///
    /// `:b.bzl` is relative to `folder`, that of the file with the `load`; so is a path without
    /// `:` and `//`. After `//` the last `/` can stand for the `:`.
    ///
    /// - Throws: A ``LabelError``.
    public func modulePath(
        _ text: String, from folder: CellPath, forms: LabelForms = .usual
    ) throws(LabelError) -> CellPath {
        let syntax = try LabelSyntax(text)
        switch syntax.tail {
        case .name(let name, subTargets: []) where syntax.cell != nil || syntax.folder.isEmpty:
            let base = try self.folder(of: syntax, relativeTo: folder)
            return CellPath(cell: base.cell, path: try base.path.appending(String(name)))
        case .none where syntax.cell != nil && !syntax.folder.isEmpty:
            return try self.folder(of: syntax, relativeTo: folder)
        case .none where syntax.cell == nil && !syntax.folder.hasPrefix("/"):
            return CellPath(
                cell: folder.cell, path: try forms.folder(syntax.folder, from: folder.path))
        case .name, .none, .allOfPackage, .recursive:
            throw LabelError(
                .malformed,
                "Unable to parse import spec. Expected format "
                    + "`(@<cell>)//package/name:filename.bzl` or `:filename.bzl`. Got `\(text)`")
        }
    }

    private func pattern(
        _ syntax: LabelSyntax, of text: String, relativeTo base: CellPath
    ) throws(LabelError) -> TargetPattern {
        let folder = try folder(of: syntax, relativeTo: base)
        let package = PackageLabel(cell: folder.cell, path: folder.path)
        switch syntax.tail {
        case .name(let name, let subTargets):
            let target = try TargetLabel(package: package, checking: String(name))
            return .target(ProvidersLabel(target: target, subTargets: subTargets))
        case .allOfPackage: return .package(package)
        case .recursive: return .recursive(folder)
        case .none: preconditionFailure("the forms without a name are handled by the callers")
        }
    }

    private func folder(
        of syntax: LabelSyntax, relativeTo base: CellPath
    ) throws(LabelError) -> CellPath {
        let path = try RelativePath(String(syntax.folder))
        guard let alias = syntax.cell else {
            return CellPath(cell: base.cell, path: base.path.appending(path))
        }
        return CellPath(cell: try cell(alias: alias, in: base.cell), path: path)
    }
}

extension LabelSyntax {
    fileprivate var isRecursive: Bool {
        if case .recursive = tail { true } else { false }
    }
}
