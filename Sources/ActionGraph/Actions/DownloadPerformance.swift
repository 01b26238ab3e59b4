import BuildEvents
import BuildModel
import Execution
import Storage

/// Fetches files whose digest is known.
///
/// What was fetched is remembered by its address and digest, and is fetched again only if the store
/// has it no more.
extension ActionPerformance {
    private static let table = RecordTable("downloads/1")

    /// Fetches a file, unless the store has it.
    func download(_ action: DownloadAction) async throws -> ActionOutputs {
        let digest: Digest
        if let known = await known(action) {
            digest = known
        } else {
            digest = try await fetch(action)
        }
        let value = FileValue(digest: digest, isExecutable: action.isExecutable)
        return try await place(ArtifactValue(.file(value)), .download)
    }

    /// The content, if the store has it.
    private func known(_ action: DownloadAction) async -> Digest? {
        guard
            let bytes = try? await services.stores.records.value(
                for: action.record, in: Self.table),
            let known = Digest(recorded: bytes),
            (try? await services.stores.content.contains(known)) == true
        else { return nil }
        return known
    }

    /// Puts the content in the store.
    private func fetch(_ action: DownloadAction) async throws -> Digest {
        guard writesToSharedPlaces else { return try await fetchInTurn(action) }
        return try await services.places.run([outputPath]) {
            if let known = await known(action) { return known }
            let digest = try await fetchInTurn(action)
            try services.discard(outputPath)
            return digest
        }
    }

    private func fetchInTurn(_ action: DownloadAction) async throws -> Digest {
        let place = services.projectRoot.appending(outputPath)
        if let error = await fetchingFailure(action) {
            switch error.code {
            case .cancelled:
                try services.control.checkMayStart()
                throw CancellationError()
            case .downloadFailed: throw failure(error.message)
            default: throw error
            }
        }
        let digest = try await services.stores.content.ingest(file: place)
        try await check(digest, action, at: place)
        try? await services.stores.records.set(
            action.record, to: digest.recorded, in: Self.table)
        return digest
    }

    /// Fetches the file to its place.
    ///
    /// - Returns: Why it could not be.
    private func fetchingFailure(_ action: DownloadAction) async -> ExecutionError? {
        let title = reported.description.title
        let reporter = services.reporter
        do throws(ExecutionError) {
            try await services.fetch(action.url, to: outputPath) { reason, pause in
                reporter.warn("Retrying a HTTP error after \(pause): \(title): \(reason)")
            }
            return nil
        } catch {
            return error
        }
    }

    /// Checks that what came is what was asked for.
    private func check(
        _ digest: Digest, _ action: DownloadAction, at place: AbsolutePath
    ) async throws {
        func fail(_ name: String, _ wanted: String, _ got: String) -> ActionFailure {
            failure(
                "`\(action.url)` has another \(name) than its rule says: `\(got)`, not `\(wanted)`")
        }
        if let wanted = action.sha256?.lowercased(), wanted != digest.hex {
            throw fail("SHA-256", wanted, digest.hex)
        }
        if let wanted = action.sizeBytes, wanted != digest.sizeBytes {
            throw fail("size", "\(wanted)", "\(digest.sizeBytes)")
        }
        guard let wanted = action.sha1?.lowercased() else { return }
        let got = HexDigests.sha1(try await services.stores.content.read(digest))
        guard got == wanted else { throw fail("SHA-1", wanted, got) }
    }
}

extension DownloadAction {
    /// What a download is remembered by.
    fileprivate var record: [UInt8] { Array("\(url)\0\(sha256 ?? "")\0\(sha1 ?? "")".utf8) }
}

extension Digest {
    /// As it is remembered: the hash in hexadecimal digits, and the size.
    fileprivate var recorded: [UInt8] { Array("\(hex) \(sizeBytes)".utf8) }

    fileprivate init?(recorded bytes: [UInt8]) {
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: " ")
        guard parts.count == 2, let size = Int64(parts[1]) else { return nil }
        self.init(hex: String(parts[0]), sizeBytes: size)
    }
}
