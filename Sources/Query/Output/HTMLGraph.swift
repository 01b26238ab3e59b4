/// Targets and the edges among them as a page for a browser.
///
/// The page stands for itself: the graph is a JSON array in it, and a few lines of script show one
/// target at a time with what it depends on and what depends on it.
struct HTMLGraph<Node: QueryNode> {
    private let targets: TargetSet<Node>

    init(_ targets: TargetSet<Node>) {
        self.targets = targets
    }

    /// The whole page.
    var page: String {
        var numbers: [Node.Label: Int] = [:]
        for (number, label) in targets.labels.enumerated() { numbers[label] = number }
        let nodes = targets.nodes.map { node -> QueryJSON in
            let dependencies = node.dependencies(.all).compactMap { numbers[$0] }
            return .object([
                ("label", .string(node.label.description)), ("rule", .string(node.ruleType)),
                ("deps", .array(dependencies.map { .value(.integer($0)) })),
            ])
        }
        let data = QueryJSON.array(nodes).line.replacing("</", with: "<\\/")
        return """
            <!DOCTYPE html>
            <html lang="en">
            <meta charset="utf-8">
            <title>Target graph</title>
            <style>
            body { font: 14px sans-serif; margin: 1em; }
            input { width: 100%; }
            td { vertical-align: top; padding-right: 2em; }
            a { color: inherit; cursor: pointer; display: block; }
            small { color: gray; }
            </style>
            <input id="filter" placeholder="Part of a label">
            <table><tr><td id="all"></td><td id="one"></td></tr></table>
            <script>
            const nodes = \(data);
            nodes.forEach(n => n.rdeps = []);
            nodes.forEach((n, i) => n.deps.forEach(d => nodes[d].rdeps.push(i)));
            const link = i => {
              const a = document.createElement("a");
              a.textContent = nodes[i].label;
              a.onclick = () => show(i);
              return a;
            };
            const list = (box, title, ids) => {
              const head = document.createElement("h4");
              head.textContent = `${title} (${ids.length})`;
              box.append(head, ...ids.map(link));
            };
            const show = i => {
              one.replaceChildren();
              const head = document.createElement("h3"), rule = document.createElement("small");
              head.textContent = nodes[i].label;
              rule.textContent = nodes[i].rule;
              one.append(head, rule);
              list(one, "Dependencies", nodes[i].deps);
              list(one, "Dependents", nodes[i].rdeps);
            };
            const fill = () => {
              const ids = nodes.map((_, i) => i).filter(i => nodes[i].label.includes(filter.value));
              all.replaceChildren();
              list(all, "Targets", ids);
            };
            filter.oninput = fill;
            fill();
            if (nodes.length) show(0);
            </script>
            </html>

            """
    }
}
