package dev.holdfast.trust.edit;

import dev.holdfast.event.WriterId;
import dev.holdfast.sign.KeyId;
import dev.holdfast.trust.Issuer;
import dev.holdfast.trust.Publisher;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.Statement;
import dev.holdfast.trust.Statement.Compromise;
import dev.holdfast.trust.Statement.Disowning;
import dev.holdfast.trust.TrustDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// What a document changes, line by line, for a person who is about to sign it: `+` what it adds, `-` what it
/// takes away, `~` what it changes, `!` what it takes back. Nothing that differs is left out.
public final class TrustDiff {
    private final List<String> lines = new ArrayList<>();

    private TrustDiff() {}

    /// The changes from one document to the next; from nothing, everything is added.
    public static List<String> between(Optional<TrustDocument> before, TrustDocument after) {
        TrustDiff diff = new TrustDiff();
        diff.frame(before, after);
        diff.names(before, after);
        diff.keys(before.map(KeyUse::all).orElse(Map.of()), KeyUse.all(after));
        after.statements().stream()
                .filter(statement ->
                        before.isEmpty() || !before.get().statements().contains(statement))
                .forEach(diff::state);
        return List.copyOf(diff.lines);
    }

    private void frame(Optional<TrustDocument> before, TrustDocument after) {
        changed("deployment", before.map(TrustDocument::deployment), after.deployment());
        changed("partitions", before.map(TrustDocument::partitions), after.partitions());
        changed("rules version", before.map(TrustDocument::rules), after.rules());
        changed("expires", before.map(TrustDocument::expiresAt), after.expiresAt());
        changed("root", before.map(held -> quorum(held.root())), quorum(after.root()));
    }

    private static String quorum(Root root) {
        return root.threshold() + " of " + root.keys().size();
    }

    private void names(Optional<TrustDocument> before, TrustDocument after) {
        for (Issuer issuer : after.issuers()) {
            Optional<Issuer> was = before.flatMap(held -> held.issuer(issuer.id()));
            if (was.isEmpty()) {
                lines.add("+ issuer " + issuer.id());
            }
            changed("writers of " + issuer.id(), was.map(TrustDiff::writers), writers(issuer));
        }
        for (Publisher publisher : after.publishers()) {
            Optional<Publisher> was = before.flatMap(held -> held.publisher(publisher.region()));
            if (was.isEmpty()) {
                lines.add("+ publisher " + publisher.region());
            }
            changed("epoch of " + publisher.region(), was.map(Publisher::epoch), publisher.epoch());
        }
        before.ifPresent(held -> {
            held.issuers().stream()
                    .filter(issuer -> after.issuer(issuer.id()).isEmpty())
                    .forEach(issuer -> lines.add("- issuer " + issuer.id()));
            held.publishers().stream()
                    .filter(publisher -> after.publisher(publisher.region()).isEmpty())
                    .forEach(publisher -> lines.add("- publisher " + publisher.region()));
        });
    }

    private static String writers(Issuer issuer) {
        TreeSet<String> names = new TreeSet<>();
        issuer.writers().stream().map(WriterId::value).forEach(names::add);
        return String.join(", ", names);
    }

    private void keys(Map<KeyId, KeyUse> before, Map<KeyId, KeyUse> after) {
        after.forEach((id, use) -> {
            KeyUse was = before.get(id);
            if (was == null || !was.what().equals(use.what())) {
                lines.add("+ " + use.what() + ": " + id);
            }
        });
        before.forEach((id, use) -> {
            KeyUse is = after.get(id);
            if (is == null || !is.what().equals(use.what())) {
                lines.add("- " + use.what() + ": " + id);
            }
        });
    }

    private void state(Statement statement) {
        lines.add(
                switch (statement) {
                    case Compromise compromise -> "! compromised since " + compromise.since() + ": " + compromise.key();
                    case Disowning disowning ->
                        "! disowned: epoch " + disowning.epoch() + " of " + disowning.region() + ", partition "
                                + disowning.partition() + " from n " + disowning.fromN();
                });
    }

    private void changed(String what, Optional<?> before, Object after) {
        if (before.isEmpty()) {
            lines.add("+ " + what + ": " + after);
        } else if (!before.get().equals(after)) {
            lines.add("~ " + what + ": " + before.get() + " → " + after);
        }
    }
}
