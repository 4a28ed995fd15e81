package dev.holdfast.cli.trust;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.cli.call.Exit;
import dev.holdfast.cli.call.Failure;
import dev.holdfast.cli.call.Web;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.TrustDocument;
import dev.holdfast.trust.TrustDraft;
import dev.holdfast.trust.Untrusted;
import dev.holdfast.trust.edit.TrustDiff;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/// What a draft is, what it changes and what it lacks: as people have to see it before they sign.
///
/// @param file where it is kept
/// @param changes line by line, nothing left out
/// @param missing signatures that are still needed
record DraftView(TrustDraft draft, Path file, List<String> changes, List<String> missing) {
    static DraftView of(TrustDraft draft, Path file) throws Failure {
        try {
            return new DraftView(
                    draft,
                    file,
                    TrustDiff.between(draft.before().map(SignedTrustDocument::document), draft.document()),
                    draft.missing());
        } catch (Untrusted e) {
            throw new Failure(Exit.DISTRUST, file + ": " + e.getMessage());
        }
    }

    ObjectNode toJson() {
        TrustDocument document = draft.document();
        ObjectNode json = Web.JSON
                .createObjectNode()
                .put("deployment", document.deployment().value())
                .put("version", document.version())
                .put("hash", draft.hash().toHex())
                .put("expiresAt", document.expiresAt().toString())
                .put("file", file.toString())
                .put("complete", missing.isEmpty());
        put(json.putArray("changes"), changes);
        put(json.putArray("bulk"), draft.bulk());
        put(json.putArray("missing"), missing);
        return json;
    }

    private static void put(ArrayNode array, List<String> lines) {
        lines.forEach(array::add);
    }

    void print(PrintWriter out) {
        out.println("document " + draft.document().version() + " of "
                + draft.document().deployment() + ", hash " + draft.hash().toHex());
        changes.forEach(line -> out.println("  " + Failure.oneLine(line)));
        draft.bulk().forEach(line -> out.println("  ! takes away " + line + ": the intent has to be signed as well"));
        missing.forEach(line -> out.println("missing   " + line));
        out.println((missing.isEmpty() ? "complete  " : "draft     ") + file);
    }
}
