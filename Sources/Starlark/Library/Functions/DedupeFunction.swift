/// `dedupe(iterable)`: a list of the elements, each object once.
///
/// Elements are told apart by what they are, not by what they are equal to, as in Buck2: two lists
/// with the same elements both stay.
enum DedupeFunction {
    static let all = [
        NativeFunction("dedupe", "val, /") { arguments, evaluation in
            let kept = try Iteration.withElements(arguments, 0, in: &evaluation) { elements, _ in
                var seen: Set<UInt> = []
                return elements.filter { seen.insert($0.bits).inserted }
            }
            return evaluation.list(kept)
        }
    ]
}
