package dev.holdfast.trust.edit;

import dev.holdfast.trust.Issuer;
import dev.holdfast.trust.Publisher;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.Statement;
import dev.holdfast.trust.TrustDocument;
import java.util.ArrayList;
import java.util.List;

/// The parts of a document that people change, apart from the frame that says which version it is.
record Parts(
        TrustDocument frame, Root root, List<Issuer> issuers, List<Publisher> publishers, List<Statement> statements) {
    static Parts of(TrustDocument document) {
        return new Parts(document, document.root(), document.issuers(), document.publishers(), document.statements());
    }

    Parts withRoot(Root next) {
        return new Parts(frame, next, issuers, publishers, statements);
    }

    Parts replacing(Issuer held, Issuer next) {
        return new Parts(frame, root, replaced(issuers, held, next), publishers, statements);
    }

    Parts replacing(Publisher held, Publisher next) {
        return new Parts(frame, root, issuers, replaced(publishers, held, next), statements);
    }

    Parts adding(Issuer issuer) {
        return new Parts(frame, root, with(issuers, issuer), publishers, statements);
    }

    Parts adding(Publisher publisher) {
        return new Parts(frame, root, issuers, with(publishers, publisher), statements);
    }

    Parts adding(Statement statement) {
        return new Parts(frame, root, issuers, publishers, with(statements, statement));
    }

    Parts without(Issuer issuer) {
        return new Parts(frame, root, without(issuers, issuer), publishers, statements);
    }

    Parts without(Publisher publisher) {
        return new Parts(frame, root, issuers, without(publishers, publisher), statements);
    }

    TrustDocument build() {
        return new TrustDocument(
                frame.deployment(),
                frame.version(),
                frame.rules(),
                frame.partitions(),
                frame.previous(),
                frame.issuedAt(),
                frame.expiresAt(),
                root,
                issuers,
                publishers,
                statements);
    }

    private static <T> List<T> replaced(List<T> all, T held, T next) {
        return all.stream().map(each -> each.equals(held) ? next : each).toList();
    }

    private static <T> List<T> with(List<T> all, T more) {
        List<T> longer = new ArrayList<>(all);
        longer.add(more);
        return longer;
    }

    private static <T> List<T> without(List<T> all, T less) {
        return all.stream().filter(each -> !each.equals(less)).toList();
    }
}
