extension DocumentedModule {
    /// The documentation as one page of Markdown.
    public var markdown: String {
        var page = "# \(escaped(name))\n"
        if let docs { page += "\n" + docs.markdown }
        page += members.map { "\n" + $0.markdown(level: 2, prefix: "") }.joined(
            separator: "\n---\n")
        return page
    }
}

extension DocumentedMember {
    /// The documentation as a page of its own.
    public var markdownPage: String { markdown(level: 1, prefix: "") }

    func markdown(level: Int, prefix: String) -> String {
        let path = prefix + name
        let heading = String(repeating: "#", count: min(level, 6)) + " \(escaped(path))\n"
        switch item {
        case .value(let type): return heading + "\n" + code("\(path): \(type)")
        case .function(let function): return heading + "\n" + function.markdown(path)
        case .group(let constructor, let members):
            var parts: [String] = []
            if let constructor { parts.append(constructor.markdown(path)) }
            parts += members.map { $0.markdown(level: level + 1, prefix: path + ".") }
            return heading + parts.map { "\n" + $0 }.joined()
        }
    }
}

extension DocumentedFunction {
    func markdown(_ name: String) -> String {
        var text = code(signature(name))
        if let docs { text += "\n" + docs.markdown }
        let documented = parameters.filter { $0.docs != nil }
        if !documented.isEmpty {
            text += "\n#### Parameters\n\n"
            for parameter in documented {
                let note =
                    parameter.defaultValue.map { " (defaults to `\($0)`)" }
                    ?? (parameter.starredName == parameter.name ? " (required)" : "")
                let lines = (parameter.docs ?? "").split(
                    separator: "\n", omittingEmptySubsequences: false)
                text += "* `\(parameter.starredName)`\(note): "
                let rest = lines.dropFirst().map { $0.isEmpty ? "\n" : "\n  \($0)" }
                text += (lines.first ?? "") + rest.joined() + "\n"
            }
        }
        if let result = docs?.result { text += "\n#### Returns\n\n\(result)\n" }
        return text
    }
}

extension Docstring {
    fileprivate var markdown: String {
        summary + "\n" + (details.map { "\n\($0)\n" } ?? "")
    }
}

private func code(_ text: String) -> String { "```python\n\(text)\n```\n" }

/// A name as Markdown shows it: underscores would make it slanted.
private func escaped(_ name: String) -> String {
    name.replacing("_", with: "\\_").replacing("*", with: "\\*")
}
