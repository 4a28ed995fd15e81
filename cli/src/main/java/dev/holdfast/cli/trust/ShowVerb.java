package dev.holdfast.cli.trust;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.cli.call.Exit;
import dev.holdfast.cli.call.Failure;
import dev.holdfast.cli.call.Output;
import dev.holdfast.cli.call.Web;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.TrustDocument;
import dev.holdfast.trust.edit.TrustDiff;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `holdfast trust show`.
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = {
            "Shows each document with what it changed, how long the newest is good, and the draft.",
            "Ends with 1 if the newest document has expired, with 4 if one does not verify."
        })
final class ShowVerb implements Callable<Integer> {
    @Mixin
    private @Nullable TrustFolder folder;

    @Mixin
    private @Nullable Output output;

    @Override
    public Integer call() throws Failure {
        TrustFolder documents = Objects.requireNonNull(folder);
        List<SignedTrustDocument> chain = documents.chain();
        List<DraftView> drafts = new ArrayList<>();
        if (documents.draft().isPresent()) {
            drafts.add(DraftView.of(documents.requireDraft(), documents.draftFile()));
        }
        Instant now = InstantSource.system().instant();
        Objects.requireNonNull(output).print(json(chain, drafts, now), out -> {
            print(chain, now, out);
            drafts.forEach(draft -> draft.print(out));
        });
        boolean expired = !chain.isEmpty() && !daysLeft(chain, now).isPositive();
        return expired ? Exit.NO : Exit.YES;
    }

    private static void print(List<SignedTrustDocument> chain, Instant now, PrintWriter out) {
        for (int i = 0; i < chain.size(); i++) {
            out.println("document " + (i + 1) + " of "
                    + chain.get(i).document().deployment() + ", hash "
                    + chain.get(i).hash().toHex());
            changes(chain, i).forEach(line -> out.println("  " + Failure.oneLine(line)));
        }
        if (!chain.isEmpty()) {
            Duration left = daysLeft(chain, now);
            out.println(
                    left.isPositive()
                            ? "good      for " + left.toDays() + " more days, until "
                                    + chain.getLast().document().expiresAt()
                            : "expired   at " + chain.getLast().document().expiresAt()
                                    + ": renew it with ./holdfast trust renew");
        }
    }

    private static Duration daysLeft(List<SignedTrustDocument> chain, Instant now) {
        return Duration.between(now, chain.getLast().document().expiresAt());
    }

    private static List<String> changes(List<SignedTrustDocument> chain, int index) {
        Optional<TrustDocument> before =
                index == 0 ? Optional.empty() : Optional.of(chain.get(index - 1).document());
        return TrustDiff.between(before, chain.get(index).document());
    }

    private static ObjectNode json(List<SignedTrustDocument> chain, List<DraftView> drafts, Instant now) {
        ObjectNode json = Web.JSON.createObjectNode();
        ArrayNode documents = json.putArray("documents");
        for (int i = 0; i < chain.size(); i++) {
            TrustDocument document = chain.get(i).document();
            ObjectNode node = documents
                    .addObject()
                    .put("version", document.version())
                    .put("hash", chain.get(i).hash().toHex())
                    .put("issuedAt", document.issuedAt().toString())
                    .put("expiresAt", document.expiresAt().toString());
            changes(chain, i).forEach(node.putArray("changes")::add);
        }
        if (!chain.isEmpty()) {
            json.put("daysLeft", daysLeft(chain, now).toDays());
        }
        drafts.forEach(draft -> json.set("draft", draft.toJson()));
        return json;
    }
}
