// The story of a phone, by the client that openapi-generator makes for Swift.
// Story <server> <folder of its mails> <photo> <its sha256> <community> <invitation>; prints what it saw, as JSON.

import Foundation

@MainActor
func until<T: Sendable>(_ ask: @MainActor () async throws -> T?) async throws -> T {
    for _ in 0..<400 {
        if let answer = try await ask() { return answer }
        try await Task.sleep(nanoseconds: 50_000_000)
    }
    throw CocoaError(.featureUnsupported)
}

func uuid7() -> UUID {
    var bytes = UUID().uuid
    let milliseconds = UInt64(Date().timeIntervalSince1970 * 1000)
    bytes.0 = UInt8(truncatingIfNeeded: milliseconds >> 40)
    bytes.1 = UInt8(truncatingIfNeeded: milliseconds >> 32)
    bytes.2 = UInt8(truncatingIfNeeded: milliseconds >> 24)
    bytes.3 = UInt8(truncatingIfNeeded: milliseconds >> 16)
    bytes.4 = UInt8(truncatingIfNeeded: milliseconds >> 8)
    bytes.5 = UInt8(truncatingIfNeeded: milliseconds)
    bytes.6 = (bytes.6 & 0x0f) | 0x70
    return UUID(uuid: bytes)
}

@MainActor
func code(for email: String, in mails: String) async throws -> String {
    try await until {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: mails)) ?? [] where name.hasSuffix(".eml") {
            guard let mail = try? String(contentsOfFile: "\(mails)/\(name)", encoding: .utf8), mail.contains(email) else { continue }
            let subject = mail.split(whereSeparator: \.isNewline).first { $0.hasPrefix("Subject:") } ?? ""
            return subject.split(whereSeparator: { !$0.isNumber }).first { $0.count == 6 }.map(String.init)
        }
        return nil
    }
}

@main
struct Story {
    static func main() async throws {
        let arguments = CommandLine.arguments
        let (server, mails, file, digest) = (arguments[1], arguments[2], URL(fileURLWithPath: arguments[3]), arguments[4])
        let (community, invitation) = (UUID(uuidString: arguments[5])!, arguments[6])
        let reader = OpenAPIClientAPIConfiguration(basePath: server)
        let api = OpenAPIClientAPIConfiguration(basePath: server)
        let (mediaId, experienceId, journalId, portraitId) = (uuid7(), uuid7(), uuid7(), uuid7())
        let email = "swift-\(uuid7())@example.org".lowercased()
        var seen: [String: Any] = [:]

        _ = try await SessionsAPI.sendCode(codeRequest: CodeRequest(email: email), apiConfiguration: reader)
        let session = SessionCreate(email: email, code: try await code(for: email, in: mails), deviceName: "Swift")
        let tokens = try await SessionsAPI.createSession(sessionCreate: session, apiConfiguration: reader)
        api.customHeaders = ["Authorization": "Bearer \(tokens.accessToken)"]
        seen["session"] = tokens.tokenType.rawValue

        let me = try await MeAPI.getMeWithRequestBuilder(apiConfiguration: api).execute()
        let patch = UserPatch(displayName: "Inès", birthYear: 2000)
        let etag = me.header["Etag"] ?? me.header["ETag"] ?? me.header["etag"]
        seen["name"] = try await MeAPI.patchMe(userPatch: patch, ifMatch: etag, apiConfiguration: api).displayName
        let membership = MembershipPut(invitation: invitation)
        seen["membership"] = try await CommunitiesAPI.putOwnMembership(
            communityId: community, membershipPut: membership, apiConfiguration: api
        ).state.rawValue

        let size = try Data(contentsOf: file).count
        let medium = SyncDataMedia(alt: "Un mur", kind: .photo, contentType: "image/jpeg", size: size, sha256: digest)
        let moment = SyncDataExperience(title: "Mon premier mur droit", context: .work, media: [mediaId])
        let blocks: [Block] = [
            .typeTextBlock(TextBlock(kind: .text, text: "Du froid, et des murs droits.")),
            .typeExperienceBlock(ExperienceBlock(kind: .experience, experienceId: experienceId)),
        ]
        let journal = SyncDataJournal(title: "Mon stage", blocks: blocks)
        let batch = SyncBatch(operations: [
            .typeSyncOperationMedia(SyncOperationMedia(op: .put, type: .media, id: mediaId, data: medium)),
            .typeSyncOperationExperience(SyncOperationExperience(op: .put, type: .experience, id: experienceId, data: moment)),
            .typeSyncOperationJournal(SyncOperationJournal(op: .put, type: .journal, id: journalId, data: journal)),
        ])
        seen["batch"] = try await SyncAPI.applyOperations(syncBatch: batch, apiConfiguration: api).results.map { result in
            switch result {
            case .typeSyncResultMedia(let one): one.status
            case .typeSyncResultExperience(let one): one.status
            case .typeSyncResultJournal(let one): one.status
            default: 0
            }
        }

        _ = try await MediaAPI.putMediumContent(mediaId: mediaId, body: file, apiConfiguration: api)
        let state: String = try await until {
            let state = try await MediaAPI.getMedium(mediaId: mediaId, apiConfiguration: api).state
            return state == .ready ? state.rawValue : nil
        }
        seen["photo"] = state

        let story = try await JournalsAPI.publishJournal(journalId: journalId, apiConfiguration: api)
        let write = GrantWrite(purpose: .personal, target: GrantTarget(type: .story, id: story.id), audience: GrantAudience(type: .link))
        let grant = try await GrantsAPI.createGrant(grantWrite: write, apiConfiguration: api)
        let token = String(grant.url!.split(separator: "/").last!)
        if case .typeStoryLinkRead(let page) = try await LinksAPI.getLink(token: token, apiConfiguration: reader) {
            let kinds: [String] = page.content.blocks.map { block in
                switch block {
                case .typeEditionText(let one): one.kind.rawValue
                case .typeEditionExperience(let one): one.kind.rawValue
                default: "?"
                }
            }
            seen["link"] = ["kind": page.kind.rawValue, "blocks": kinds] as [String: Any]
        }

        let mission = try await until { try await MissionsAPI.listMissions(state: .toDo, apiConfiguration: api).items.first }
        seen["response"] = try await MissionsAPI.putResponse(
            missionId: mission.id, responseWrite: ResponseWrite(experienceId: experienceId), apiConfiguration: api
        ).state.rawValue

        var types: Set<String> = [], cursor: String?, hasMore = true
        while hasMore {
            let page = try await SyncAPI.listChanges(limit: 2, cursor: cursor, apiConfiguration: api)
            for change in page.changes {
                types.insert("\(change)".split(separator: "(")[0].replacingOccurrences(of: "typeSyncChange", with: "").lowercased())
            }
            (cursor, hasMore) = (page.nextCursor, page.hasMore)
        }
        seen["changes"] = types.sorted()

        let portrait = PortraitWrite(name: "Stage", headline: "Apprentie maçonne")
        _ = try await PortraitsAPI.putPortrait(portraitId: portraitId, portraitWrite: portrait, apiConfiguration: api)
        let draft = try await PortraitsAPI.getDraft(portraitId: portraitId, apiConfiguration: api)
        seen["portrait"] = draft.content.sections.map { section -> String in
            if case .typeMomentSection(let one) = section { one.kind.rawValue } else { "?" }
        }
        print(String(decoding: try JSONSerialization.data(withJSONObject: seen), as: UTF8.self))
    }
}
