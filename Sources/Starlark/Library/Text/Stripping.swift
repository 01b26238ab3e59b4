/// Which characters `strip` removes.
enum StrippedCharacters {
    case whiteSpace
    case any(UTF8Bytes)

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .whiteSpace: scalar.isSpace
        case .any(let set): set.scalars.contains(scalar)
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The bytes that remain when the characters of a set are taken off the ends.
    func stripped(_ set: StrippedCharacters, left: Bool, right: Bool) -> Range<Int> {
        var start = 0
        var end = count
        while left && start < end {
            let (scalar, length) = scalar(at: start)
            guard set.contains(scalar) else { break }
            start += length
        }
        while right && start < end {
            let (scalar, length) = scalar(before: end)
            guard set.contains(scalar) else { break }
            end -= length
        }
        return start..<end
    }
}
