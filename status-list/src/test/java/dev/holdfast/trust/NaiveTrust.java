package dev.holdfast.trust;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.layout.Bytes;
import dev.holdfast.sign.PublicKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The chain rules once more, on plain JSON and as plainly as they can be said, to disagree with the real ones.
/// Only what a signature and a well-formed document are is taken from there.
final class NaiveTrust {
    private static final ObjectMapper JSON = new ObjectMapper();

    final List<JsonNode> held = new ArrayList<>();
    private final List<String> payloads = new ArrayList<>();
    private final List<JsonNode> signers = new ArrayList<>();

    /// @param pinned the root file
    NaiveTrust(Root pinned) throws Exception {
        signers.add(JSON.readTree(pinned.toBytes()));
    }

    /// Holds version 1.
    void begin(Bytes first) throws Exception {
        take(JSON.readTree(first.toArray()).get("payload").textValue());
    }

    private void take(String payload) throws Exception {
        held.add(decoded(payload));
        payloads.add(payload);
        signers.add(decoded(payload).get("root"));
    }

    /// `taken`, or why not.
    String offer(Bytes signed) throws Exception {
        JsonNode envelope = JSON.readTree(signed.toArray());
        String payload = envelope.get("payload").textValue();
        JsonNode document = decoded(payload);
        String verdict = judge(envelope, payload, document);
        if (verdict.equals("taken")) {
            take(payload);
        }
        return verdict;
    }

    private String judge(JsonNode envelope, String payload, JsonNode document) throws Exception {
        int version = document.get("version").asInt();
        int next = held.size() + 1;
        boolean named = version == 1
                || (version <= next && hash(payloads.get(version - 2)).equals(text(document, "previous")));
        JsonNode mayI = version <= next ? signers.get(version - 1) : document.get("root");
        boolean old = count(envelope, mayI) >= mayI.get("threshold").asInt();
        boolean own = count(envelope, document.get("root"))
                >= document.get("root").get("threshold").asInt();
        if (version < next) {
            boolean same = payloads.get(version - 1).equals(payload);
            return !same && named && old && own ? "fork" : "old";
        }
        if (version > next) {
            return "gap";
        }
        if (!named) {
            return "wrong-previous";
        }
        JsonNode before = held.getLast();
        if (!before.get("partitions").equals(document.get("partitions"))) {
            return "partitions-changed";
        }
        if (document.get("rules").asInt() < before.get("rules").asInt()) {
            return "rules-back";
        }
        for (JsonNode publisher : document.get("publishers")) {
            boolean stays = before.get("publishers").findValuesAsText("region").contains(text(publisher, "region"));
            int rise = publisher.get("epoch").asInt() - highestEpoch(text(publisher, "region"));
            if (rise < 0 || (stays && rise > 1) || (!stays && rise == 0)) {
                return "epoch";
            }
        }
        Set<String> stated = strings(document.path("compromised"));
        if (!stated.containsAll(strings(before.path("compromised")))) {
            return "statements";
        }
        if (!old || !own) {
            return old ? "too-few-new-signatures" : "too-few-old-signatures";
        }
        return shrinks(before, document) ? "no-intent" : "taken";
    }

    private int highestEpoch(String region) {
        int highest = 0;
        for (JsonNode document : held) {
            for (JsonNode publisher : document.get("publishers")) {
                if (text(publisher, "region").equals(region)) {
                    highest = Math.max(highest, publisher.get("epoch").asInt());
                }
            }
        }
        return highest;
    }

    /// Signatures that are really made are good in these tests, so counting key ids will do.
    private static int count(JsonNode envelope, JsonNode root) throws Exception {
        Set<String> ids = new HashSet<>();
        for (JsonNode key : root.get("keys")) {
            ids.add(PublicKey.fromJwk(key).keyId().value());
        }
        Set<String> signed = new HashSet<>();
        for (JsonNode signature : envelope.get("signatures")) {
            signed.add(text(decoded(text(signature, "protected")), "kid"));
        }
        signed.retainAll(ids);
        return signed.size();
    }

    private static boolean shrinks(JsonNode before, JsonNode after) {
        int gone = 0;
        for (JsonNode was : before.get("issuers")) {
            boolean stays = false;
            for (JsonNode is : after.get("issuers")) {
                stays |= text(is, "id").equals(text(was, "id"));
            }
            gone += stays ? 0 : 1;
        }
        Set<String> lost = strings(after.path("compromised"));
        double keys = keys(before).stream()
                .filter(key -> lost.stream().noneMatch(each -> each.contains(key)))
                .count();
        List<String> regions = after.get("publishers").findValuesAsText("region");
        int silent = 0;
        for (String region : before.get("publishers").findValuesAsText("region")) {
            silent += regions.contains(region) ? 0 : 1;
        }
        return gone > 0.2 * before.get("issuers").size()
                || silent > 0.2 * before.get("publishers").size()
                || keys - keys(after).size() > 0.2 * keys;
    }

    private static List<String> keys(JsonNode document) {
        List<String> ids = new ArrayList<>();
        document.findValues("kid").stream().map(JsonNode::textValue).forEach(ids::add);
        document.path("compromised").forEach(statement -> ids.remove(text(statement, "kid")));
        return ids;
    }

    private static Set<String> strings(JsonNode array) {
        Set<String> all = new HashSet<>();
        array.forEach(each -> all.add(each.toString()));
        return all;
    }

    private static String hash(String payload) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Bytes.of(Base64.getUrlDecoder().decode(payload))
                        .sha256()
                        .toArray());
    }

    private static JsonNode decoded(String base64Url) throws Exception {
        return JSON.readTree(new String(Base64.getUrlDecoder().decode(base64Url), StandardCharsets.UTF_8));
    }

    private static String text(JsonNode object, String member) {
        return object.path(member).asText("");
    }
}
