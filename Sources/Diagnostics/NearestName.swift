/// Finds the name that was probably meant.
///
/// The distance is the number of letters to insert, remove, replace or swap with a neighbour;
/// letter case counts nothing. A third of the letters may differ, at least one.
///
/// - Parameters:
///   - name: What the user wrote.
///   - candidates: The names that exist, in any order; `name` itself is skipped.
/// - Returns: The nearest, the alphabetically first of equally near ones, or nothing when all are
///   too far to be a slip of the pen.
public func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
    let wanted = folded(name)
    guard !wanted.isEmpty else { return nil }
    var limit = max(1, wanted.count / 3)
    var best: String?
    for candidate in candidates where candidate != name {
        let letters = folded(candidate)
        guard let distance = editDistance(wanted, letters, limit: limit) else { continue }
        // A name as short as the slip itself would match nearly everything.
        guard distance < max(wanted.count, letters.count) else { continue }
        if distance < limit {
            (limit, best) = (distance, candidate)
        } else if candidate < best ?? candidate || best == nil {
            best = candidate
        }
    }
    return best
}

/// How many letters to insert, remove or replace to make one name of another.
///
/// Unlike ``nearestName(to:among:)`` it tells upper from lower case and knows no swaps.
public func editDistance(_ left: String, _ right: String) -> Int {
    let right = Array(right.unicodeScalars)
    var row = Array(0...right.count)
    for (index, letter) in left.unicodeScalars.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for column in right.indices {
            let replaced = diagonal + (letter == right[column] ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(replaced, min(diagonal, row[column]) + 1)
        }
    }
    return row[right.count]
}

/// Completes a message: `; did you mean ...?`, or nothing.
///
/// - Returns: For example ``; did you mean `hello`?``, to be put after the message about `helo`.
public func didYouMean(_ name: String, among candidates: some Sequence<String>) -> String {
    nearestName(to: name, among: candidates).map { "; did you mean `\($0)`?" } ?? ""
}

/// The scalars in lower case, which is enough to be lenient about ASCII case.
private func folded(_ name: String) -> [UInt32] {
    name.unicodeScalars.map { scalar in
        ("A"..."Z").contains(scalar) ? scalar.value + 32 : scalar.value
    }
}

/// The optimal string alignment distance, or nothing when it is over the limit.
private func editDistance(_ left: [UInt32], _ right: [UInt32], limit: Int) -> Int? {
    guard abs(left.count - right.count) <= limit else { return nil }
    var beforePrevious = [Int](repeating: 0, count: right.count + 1)
    var previous = Array(0...right.count)
    var current = previous
    for (row, letter) in left.enumerated() {
        current[0] = row + 1
        var smallest = current[0]
        for (column, other) in right.enumerated() {
            var cost = min(previous[column + 1], current[column]) + 1
            cost = min(cost, previous[column] + (letter == other ? 0 : 1))
            if row > 0, column > 0, letter == right[column - 1], other == left[row - 1] {
                cost = min(cost, beforePrevious[column - 1] + 1)
            }
            current[column + 1] = cost
            smallest = min(smallest, cost)
        }
        if smallest > limit { return nil }
        (beforePrevious, previous, current) = (previous, current, beforePrevious)
    }
    let distance = previous[right.count]
    return distance <= limit ? distance : nil
}
