package dev.holdfast.gateway.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/// An error as callers see it (RFC 9457).
///
/// @param name last part of `type`, stable: programs may branch on it
/// @param members further members of the JSON
/// @param headers of the response
record Problem(
        int status,
        String name,
        String title,
        String detail,
        Map<String, Object> members,
        Map<String, String> headers) {
    static final String MEDIA_TYPE = "application/problem+json";

    private static final String TYPE = "urn:holdfast:problem:";

    Problem {
        members = Map.copyOf(members);
        headers = Map.copyOf(headers);
    }

    static Problem of(int status, String name, String title, String detail) {
        return new Problem(status, name, title, detail, Map.of(), Map.of());
    }

    Problem withIdx(OptionalInt idx) {
        return idx.isPresent() ? with("idx", idx.getAsInt()) : this;
    }

    Problem with(String member, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new Problem(status, name, title, detail, more, headers);
    }

    Problem withHeader(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Problem(status, name, title, detail, members, more);
    }

    Problem retryAfter(int seconds) {
        return withHeader("Retry-After", Integer.toString(seconds));
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("type", TYPE + name)
                .put("title", title)
                .put("status", status)
                .put("detail", detail);
        members.forEach((member, value) -> {
            if (value instanceof Integer number) {
                json.put(member, number);
            } else {
                json.put(member, value.toString());
            }
        });
        return json;
    }

    /// Answers a request that no resource has seen.
    void send(RoutingContext context) {
        HttpServerResponse response =
                context.response().setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE);
        headers.forEach(response::putHeader);
        response.end(toJson().toString());
    }

    Response toResponse() {
        Response.ResponseBuilder response =
                Response.status(status).type(MEDIA_TYPE).entity(toJson());
        headers.forEach(response::header);
        return response.build();
    }
}
