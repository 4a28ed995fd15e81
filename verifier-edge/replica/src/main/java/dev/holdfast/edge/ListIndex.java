package dev.holdfast.edge;

import dev.holdfast.event.ListId;
import dev.holdfast.event.Publication;
import dev.holdfast.list.Descriptor;
import dev.holdfast.list.ListImage;
import dev.holdfast.replica.Replica;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where each list is held, by id, by publication URI and by the path of that URI. Immutable.
///
/// If several lists claim one URI, the one whose id ends the URI has it, as gateways compose URIs; if none or several
/// do so, nobody has it: an issuer must not answer for the credentials of another.
final class ListIndex {
    static final ListIndex EMPTY = new ListIndex(Map.of(), Map.of(), Map.of());

    private final Map<String, Place> byId;
    private final Map<String, Place> byUri;
    private final Map<String, Place> byPath;

    private ListIndex(Map<String, Place> byId, Map<String, Place> byUri, Map<String, Place> byPath) {
        this.byId = byId;
        this.byUri = byUri;
        this.byPath = byPath;
    }

    /// A list under one of its names.
    ///
    /// @param uri the publication's, or empty if the list was named by its id
    record Place(ListId list, int partition, String uri) {}

    static ListIndex of(Collection<Replica> replicas) {
        Map<String, Place> byId = new HashMap<>();
        Map<String, List<Place>> uris = new HashMap<>();
        Map<String, List<Place>> paths = new HashMap<>();
        for (Replica replica : replicas) {
            for (ListImage image : replica.lists().values()) {
                byId.put(image.id().value(), new Place(image.id(), replica.partition(), ""));
                claim(image.descriptor(), replica.partition(), uris, paths);
            }
        }
        return new ListIndex(byId, decided(uris), decided(paths));
    }

    private static void claim(
            Descriptor descriptor, int partition, Map<String, List<Place>> uris, Map<String, List<Place>> paths) {
        for (Publication publication : descriptor.publications()) {
            Place place = new Place(descriptor.id(), partition, publication.uri());
            uris.computeIfAbsent(publication.uri(), _ -> new ArrayList<>()).add(place);
            String path = pathOf(publication.uri());
            if (path != null) {
                paths.computeIfAbsent(path, _ -> new ArrayList<>()).add(place);
            }
        }
    }

    private static Map<String, Place> decided(Map<String, List<Place>> claims) {
        Map<String, Place> decided = new HashMap<>();
        claims.forEach((name, places) -> {
            List<Place> named = places.size() == 1
                    ? places
                    : places.stream()
                            .filter(place -> name.endsWith("/" + place.list()))
                            .toList();
            if (named.size() == 1) {
                decided.put(name, named.getFirst());
            }
        });
        return decided;
    }

    private static @Nullable String pathOf(String uri) {
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
}
