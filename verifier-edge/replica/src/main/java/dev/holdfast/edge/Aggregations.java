package dev.holdfast.edge;

import dev.holdfast.event.Publication;
import dev.holdfast.format.StatusListAggregation;
import dev.holdfast.layout.Bytes;
import dev.holdfast.list.Descriptor;
import java.net.URI;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// The lists of each issuer that are published as a Status List Token, by the URI that names them together. A document
/// is written when it is first asked for, and then kept as long as its lists are the same. What is kept grows with
/// the lists that are held, and no further: each stands in one document. Once it is filled, thread-safe.
final class Aggregations {
    private static final Pattern USUAL_PORT = Pattern.compile(":(443|80)$");

    private final Map<String, SortedSet<String>> listsByUri = new HashMap<>();
    private final Map<String, SortedSet<String>> urisByPath = new HashMap<>();
    private final Map<String, Written> written = new ConcurrentHashMap<>();

    private record Written(SortedSet<String> lists, ServedAggregation document) {}

    /// Takes the publications of a list.
    void enter(Descriptor descriptor) {
        for (Publication publication : descriptor.publications()) {
            StatusListAggregation.uriFor(descriptor.id(), publication.form(), publication.uri())
                    .ifPresent(uri -> enter(uri, publication.uri()));
        }
    }

    private void enter(String uri, String list) {
        String path = ListIndex.pathOf(uri);
        if (path != null) {
            String one = URI.create(uri).getScheme().toLowerCase(Locale.ROOT) + "://" + authorityOf(uri) + path;
            listsByUri.computeIfAbsent(one, _ -> new TreeSet<>()).add(list);
            urisByPath.computeIfAbsent(path, _ -> new TreeSet<>()).add(one);
        }
    }

    /// Takes over the documents that name the same lists as before. To be called when all lists are entered.
    void keep(Aggregations before) {
        before.written.forEach((uri, was) -> {
            if (was.lists().equals(listsByUri.get(uri))) {
                written.put(uri, was);
            }
        });
    }

    /// The URI of the document that is meant by a path, and where several have it, by the authority beside it. Of two
    /// that differ in their scheme, `https`: which one was asked is not seen behind a proxy.
    Optional<String> uri(String authority, String path) {
        SortedSet<String> uris = urisByPath.getOrDefault(path, Collections.emptySortedSet());
        return uris.stream()
                .filter(uri -> uris.size() == 1 || authorityOf(uri).equals(plain(authority)))
                .reduce((_, last) -> last);
    }

    /// The document of a URI that [#uri(String, String)] gave.
    ServedAggregation document(String uri) {
        return written.computeIfAbsent(uri, _ -> write(listsByUri.getOrDefault(uri, Collections.emptySortedSet())))
                .document();
    }

    /// Of more lists than a document holds, the first by their URIs: the others can be fetched all the same.
    private static Written write(SortedSet<String> uris) {
        Bytes document = Bytes.of(new StatusListAggregation(
                        uris.stream().limit(StatusListAggregation.MAX_LISTS).toList())
                .toBytes());
        return new Written(uris, new ServedAggregation(document, Gzip.shorter(document), document.sha256()));
    }

    private static String authorityOf(String uri) {
        return plain(String.valueOf(URI.create(uri).getRawAuthority()));
    }

    private static String plain(String authority) {
        return USUAL_PORT.matcher(authority.toLowerCase(Locale.ROOT)).replaceFirst("");
    }
}
