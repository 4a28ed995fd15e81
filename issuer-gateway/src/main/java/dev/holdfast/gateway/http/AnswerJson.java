package dev.holdfast.gateway.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.event.Publication;
import dev.holdfast.gateway.command.Written;
import dev.holdfast.gateway.log.EventState;
import dev.holdfast.gateway.log.EventTrace;
import dev.holdfast.gateway.log.ListView;
import dev.holdfast.gateway.log.Stage;
import dev.holdfast.gateway.log.Verdict;

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
        return object().put("list", list.descriptor().id().value())
                .put("uri", uri(list))
                .put("bits", list.descriptor().bits())
                .put("capacity", list.descriptor().capacity())
                .put("version", list.version())
                .put("leased", list.leased())
                .put("retired", list.descriptor().retired())
                .put("partition", list.partition());
    }

    /// What referenced tokens name as `status_list.uri`.
    static String uri(ListView list) {
        return list.descriptor().publications().stream()
                .map(Publication::uri)
                .findFirst()
                .orElse("");
    }
}
