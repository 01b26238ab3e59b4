import Storage

extension ExecutionError {
    /// The store did not take a file.
    init(storing path: String, _ error: StorageError) {
        self.init(
            code: error.code == .noSpace ? .noSpace : .storeFailure,
            message: "Cannot store the content of `\(path)`", cause: error)
    }

    /// The store did not give what belongs at a path; damaged content counts as absent.
    init(fetching path: String, _ error: StorageError) {
        let code: Code =
            switch error.code {
            case .notFound, .corrupt, .missingContent: .notFound
            case .noSpace: .noSpace
            default: .storeFailure
            }
        self.init(
            code: code, message: "Cannot bring `\(path)` back from the store", cause: error)
    }
}
