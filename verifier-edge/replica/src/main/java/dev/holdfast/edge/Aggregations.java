package dev.holdfast.edge;

import dev.holdfast.event.Publication;
import dev.holdfast.format.StatusListAggregation;
import dev.holdfast.layout.Bytes;
import dev.holdfast.list.Descriptor;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// The lists of each issuer that are published as a Status List Token, by the path of the URI that names them
/// together. A document is written when it is first asked for, and then kept. Once it is filled, thread-safe.
final class Aggregations {
    private final Map<String, SortedSet<String>> lists = new HashMap<>();
    private final Map<String, ServedAggregation> written = new ConcurrentHashMap<>();

    /// Takes the publications of a list.
    void enter(Descriptor descriptor) {
        for (Publication publication : descriptor.publications()) {
            StatusListAggregation.uriFor(descriptor.id(), publication.form(), publication.uri())
                    .map(ListIndex::pathOf)
                    .ifPresent(path ->
                            lists.computeIfAbsent(path, _ -> new TreeSet<>()).add(publication.uri()));
        }
    }

    Optional<ServedAggregation> byPath(String path) {
        SortedSet<String> uris = lists.get(path);
        return uris == null ? Optional.empty() : Optional.of(written.computeIfAbsent(path, _ -> write(uris)));
    }

    /// Of more lists than a document holds, the first by their URIs: the others can be fetched all the same.
    private static ServedAggregation write(SortedSet<String> uris) {
        Bytes document = Bytes.of(new StatusListAggregation(
                        uris.stream().limit(StatusListAggregation.MAX_LISTS).toList())
                .toBytes());
        return new ServedAggregation(document, Gzip.shorter(document));
    }
}
