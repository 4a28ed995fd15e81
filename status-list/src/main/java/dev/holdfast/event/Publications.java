package dev.holdfast.event;

import dev.holdfast.format.Form;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What must hold among the publications of one list. Gateways ask before they write, the fold decides.
public final class Publications {
    /// The most publications that one list has.
    public static final int MAX = 8;

    private Publications() {}

    /// Why a list cannot be published like this, for people; empty if it can.
    ///
    /// A URI ends with the list's id, so that no list can claim the URI of another, wherever that lives. It stands
    /// for one purpose, and under it for one publication of each media type, so that a request has one answer.
    public static Optional<String> misfit(ListId list, int bits, int capacity, List<Publication> publications) {
        if (publications.size() > MAX) {
            return Optional.of("a list has at most " + MAX + " publications");
        }
        Map<String, Purpose> purposes = new HashMap<>();
        Set<Form> forms = new HashSet<>();
        Set<List<String>> answers = new HashSet<>();
        for (Publication publication : publications) {
            Form form = publication.form();
            Optional<String> misfit = form.format().misfit(form.purpose(), bits, capacity);
            if (misfit.isPresent()) {
                return misfit;
            }
            String uri = publication.uri();
            if (!uri.endsWith("/" + list)) {
                return Optional.of("a publication URI ends with a slash and the list's id");
            }
            if (!forms.add(form)) {
                return Optional.of(form + " stands twice");
            }
            if (!answers.add(List.of(uri, form.format().mediaType()))) {
                return Optional.of(
                        "two formats of the media type " + form.format().mediaType() + " stand under one URI");
            }
            Purpose before = purposes.putIfAbsent(uri, form.purpose());
            if (before != null && before != form.purpose()) {
                return Optional.of("one URI stands for two purposes");
            }
        }
        return Optional.empty();
    }
}
