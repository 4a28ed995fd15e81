package dev.holdfast.edge;

import dev.holdfast.event.ListId;
import dev.holdfast.event.Publication;
import dev.holdfast.list.Descriptor;
import dev.holdfast.list.ListImage;
import dev.holdfast.replica.Replica;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where each list is held, by id, by publication URI and by the path of that URI, and which lists an issuer
/// has. Immutable.
///
/// A URI counts only if it ends with the id of its list, which the fold demands as well: an issuer must not
/// answer for the credentials of another, whoever signed it.
final class ListIndex {
    static final ListIndex EMPTY = new ListIndex(Map.of(), Map.of(), Map.of(), new Aggregations());

    private final Map<String, Place> byId;
    private final Map<String, Place> byUri;
    private final Map<String, Place> byPath;
    private final Aggregations aggregations;

    private ListIndex(
            Map<String, Place> byId, Map<String, Place> byUri, Map<String, Place> byPath, Aggregations aggregations) {
        this.byId = byId;
        this.byUri = byUri;
        this.byPath = byPath;
        this.aggregations = aggregations;
    }

    /// A list under one of its names.
    ///
    /// @param uri the publication's, or empty if the list was named by its id
    record Place(ListId list, int partition, String uri) {}

    /// @param before the index that this one follows
    static ListIndex of(Collection<Replica> replicas, ListIndex before) {
        Map<String, Place> byId = new HashMap<>();
        Map<String, Place> uris = new HashMap<>();
        Map<String, Place> paths = new HashMap<>();
        Aggregations aggregations = new Aggregations();
        for (Replica replica : replicas) {
            for (ListImage image : replica.lists().values()) {
                byId.put(image.id().value(), new Place(image.id(), replica.partition(), ""));
                enter(image.descriptor(), replica.partition(), uris, paths);
                aggregations.enter(image.descriptor());
            }
        }
        aggregations.keep(before.aggregations);
        return new ListIndex(byId, uris, paths, aggregations);
    }

    private static void enter(Descriptor descriptor, int partition, Map<String, Place> uris, Map<String, Place> paths) {
        for (Publication publication : descriptor.publications()) {
            String uri = publication.uri();
            String path = pathOf(uri);
            if (path != null && uri.endsWith("/" + descriptor.id())) {
                Place place = new Place(descriptor.id(), partition, uri);
                uris.put(uri, place);
                paths.put(path, place);
            }
        }
    }

    static @Nullable String pathOf(String uri) {
        try {
            String path = new URI(uri).getRawPath();
            return path == null || path.isEmpty() ? null : path;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    @Nullable
    Place byId(String id) {
        return byId.get(id);
    }

    @Nullable
    Place byUri(String uri) {
        return byUri.get(uri);
    }

    @Nullable
    Place byPath(String path) {
        return byPath.get(path);
    }

    Aggregations aggregations() {
        return aggregations;
    }
}
