/// Sorts in place and keeps the order of equal elements, as `sorted` promises.
///
/// Insertion sort on short runs, then merges into a second buffer and back. Two neighbouring runs
/// that are already in order are not merged, so sorted input costs one comparison per run.
///
/// - Parameters:
///   - elements: What to sort; trivially copyable, since elements are moved as bytes.
///   - isBefore: Whether the first argument must stand before the second. Should it throw, the
///     elements are left in an unspecified order.
func stableSort<Element: BitwiseCopyable>(
    _ elements: UnsafeMutableBufferPointer<Element>,
    by isBefore: (Element, Element) throws -> Bool
) rethrows {
    let run = 8
    var start = 0
    while start < elements.count {
        let end = min(start + run, elements.count)
        try insertionSort(elements, start..<end, by: isBefore)
        start = end
    }
    guard elements.count > run else { return }
    let scratch = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
    defer { scratch.deallocate() }
    var source = elements
    var target = scratch
    var width = run
    while width < elements.count {
        var low = 0
        while low < elements.count {
            let middle = min(low + width, elements.count)
            let high = min(middle + width, elements.count)
            try merge(source, low, middle, high, into: target, by: isBefore)
            low = high
        }
        swap(&source, &target)
        width *= 2
    }
    if source.baseAddress != elements.baseAddress {
        for place in elements.indices { elements[place] = source[place] }
    }
}

@inline(__always)
private func insertionSort<Element: BitwiseCopyable>(
    _ elements: UnsafeMutableBufferPointer<Element>, _ range: Range<Int>,
    by isBefore: (Element, Element) throws -> Bool
) rethrows {
    for place in range.dropFirst() {
        let element = elements[place]
        var hole = place
        while hole > range.lowerBound, try isBefore(element, elements[hole - 1]) {
            elements[hole] = elements[hole - 1]
            hole -= 1
        }
        elements[hole] = element
    }
}

@inline(__always)
private func merge<Element: BitwiseCopyable>(
    _ source: UnsafeMutableBufferPointer<Element>, _ low: Int, _ middle: Int, _ high: Int,
    into target: UnsafeMutableBufferPointer<Element>,
    by isBefore: (Element, Element) throws -> Bool
) rethrows {
    var (left, right, place) = (low, middle, low)
    if middle < high, try isBefore(source[middle], source[middle - 1]) {
        while left < middle && right < high {
            if try isBefore(source[right], source[left]) {
                target[place] = source[right]
                right += 1
            } else {
                target[place] = source[left]
                left += 1
            }
            place += 1
        }
    }
    while left < middle {
        target[place] = source[left]
        (left, place) = (left + 1, place + 1)
    }
    while right < high {
        target[place] = source[right]
        (right, place) = (right + 1, place + 1)
    }
}
