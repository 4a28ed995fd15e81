package dev.holdfast.gateway.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.event.Publication;
import dev.holdfast.event.Purpose;
import dev.holdfast.gateway.command.Written;
import dev.holdfast.gateway.log.EventState;
import dev.holdfast.gateway.log.EventTrace;
import dev.holdfast.gateway.log.ListView;
import dev.holdfast.gateway.log.Stage;
import dev.holdfast.gateway.log.Verdict;
import java.util.List;

/// The JSON that callers get. What is not known is left out.
final class AnswerJson {
    private AnswerJson() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode event(Written written) {
        return switch (written) {
            case Written.Appended appended ->
                object().put("id", appended.id().toString())
                        .put("list", appended.list().value())
                        .put("stage", Stage.APPENDED.wireName())
                        .put("partition", appended.partition())
                        .put("offset", appended.offset());
            case Written.Folded folded -> event(folded.state());
        };
    }

    static ObjectNode event(EventState state) {
        EventTrace trace = state.trace();
        ObjectNode json = object().put("id", trace.id().toString())
                .put("list", trace.list().value())
                .put("stage", state.stage().wireName())
                .put("partition", trace.partition())
                .put("offset", trace.offset())
                .put("n", trace.n());
        switch (trace.verdict()) {
            case Verdict.Accepted yes -> json.put("listVersion", yes.listVersion());
            case Verdict.Refused no -> {
                json.put("reason", no.reason().wireName());
                no.idx().ifPresent(idx -> json.put("idx", idx));
            }
            case Verdict.Forgotten _ -> {}
        }
        return json;
    }

    /// 201 once the outcome stands, else 202.
    static int status(Written written) {
        return written instanceof Written.Folded folded && folded.state().stage() != Stage.APPENDED ? 201 : 202;
    }

    static ObjectNode list(ListView list) {
        List<Publication> publications = list.descriptor().publications();
        ObjectNode json = object().put("list", list.descriptor().id().value())
                .put("uri", uri(publications))
                .put("bits", list.descriptor().bits())
                .put("capacity", list.descriptor().capacity())
                .put("version", list.version())
                .put("leased", list.leased())
                .put("retired", list.descriptor().retired())
                .put("partition", list.partition());
        json.set("publications", publications(publications));
        return json;
    }

    static ArrayNode publications(List<Publication> publications) {
        ArrayNode json = object().arrayNode();
        for (Publication publication : publications) {
            json.addObject()
                    .put("format", publication.form().wireName())
                    .put("mediaType", publication.form().format().mediaType())
                    .put("uri", publication.uri());
        }
        return json;
    }

    /// What referenced tokens name as `status_list.uri`: where every status is shown, or else the first place there
    /// is.
    static String uri(List<Publication> publications) {
        return publications.stream()
                .filter(publication -> publication.form().purpose() == Purpose.STATUS)
                .findFirst()
                .or(() -> publications.stream().findFirst())
                .map(Publication::uri)
                .orElse("");
    }
}
