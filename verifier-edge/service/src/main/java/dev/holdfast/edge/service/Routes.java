package dev.holdfast.edge.service;

import dev.holdfast.check.Answer;
import dev.holdfast.edge.Edge;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/// The HTTP interface. Everything is answered from memory, and but for one document ([TokenRoute]) on the event loop:
/// nothing here may block.
@Singleton
public class Routes {
    private static final System.Logger LOG = System.getLogger(Routes.class.getName());
    private static final String JSON = "application/json";
    private static final long CHECK_BYTES = 64L << 10;
    private static final long CHECKS_BYTES = 1L << 20;
    private static final int APPLIED_AT_MOST = 10_000;
    private static final Duration ARRIVED_WITHIN = Duration.ofSeconds(10);
    /// Behind the routes of this service, before the answer that Quarkus gives to what nobody knows.
    private static final int LAST = 20_000;

    private final Edge edge;
    private final String name;
    private final AnswerJson answers;
    private final AnswerCounts counts;

    Routes(EdgeHost host, EdgeConfig config, AnswerCounts counts) {
        this.edge = host.edge();
        this.name = config.region();
        this.answers = new AnswerJson(config.region());
        this.counts = counts;
    }

    /// Answers a request or says why not.
    private interface Handling {
        void handle(RoutingContext context) throws Problem;
    }

    void register(@Observes Router router) {
        post(router, "/v1/check", CHECK_BYTES, this::check);
        post(router, "/v1/checks", CHECKS_BYTES, this::checks);
        get(router, "/v1/lists", context -> json(context, Json.write(out -> StateJson.lists(out, edge.lists()))));
        get(router, "/v1/lists/:list", this::list);
        get(
                router,
                "/v1/partitions",
                context -> json(context, Json.write(out -> StateJson.partitions(out, edge, name))));
        get(router, "/v1/applied", this::applied);
        get(router, "/v1/stats", context -> json(context, Json.write(out -> StateJson.stats(out, edge.stats(), name))));
        get(router, "/v1/checkpoints/:partition", this::checkpoint);
        router.route("/v1/*").order(LAST).handler(context -> new Problem(404, "there is nothing here").send(context));
        TokenRoute tokens = new TokenRoute(edge);
        router.route()
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .method(HttpMethod.OPTIONS)
                .order(LAST + 1)
                .handler(tokens::handle)
                .failureHandler(Routes::failed);
    }

    private void check(RoutingContext context) throws Problem {
        Answer answer = Question.read(body(context)).ask(edge);
        counts.count(answer);
        json(context, Json.write(out -> answers.write(out, answer)));
    }

    private void checks(RoutingContext context) throws Problem {
        List<Question> questions = Question.readAll(body(context));
        json(context, Json.write(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("answers");
            for (Question question : questions) {
                Answer answer = question.ask(edge);
                counts.count(answer);
                answers.write(out, answer);
            }
            out.writeEndArray();
            out.writeEndObject();
        }));
    }

    private void list(RoutingContext context) throws Problem {
        Edge.HeldList list =
                edge.list(context.pathParam("list")).orElseThrow(() -> new Problem(404, "no list of this id is held"));
        json(context, Json.write(out -> StateJson.list(out, list)));
    }

    private void applied(RoutingContext context) throws Problem {
        long after = number(context.request().getParam("after", "0"), "after", Long.MAX_VALUE);
        long limit = number(context.request().getParam("limit", "1000"), "limit", APPLIED_AT_MOST);
        List<Edge.Applied> entries = edge.applied(after, (int) limit);
        json(context, Json.write(out -> StateJson.applied(out, entries, after)));
    }

    private void checkpoint(RoutingContext context) throws Problem {
        long partition = number(context.pathParam("partition"), "partition", Integer.MAX_VALUE);
        byte[] envelope = edge.checkpoint((int) partition)
                .orElseThrow(() -> new Problem(404, "no checkpoint of this partition is held"))
                .toBytes();
        context.response().putHeader("Content-Type", "application/octet-stream").putHeader("Cache-Control", "no-store");
        Sent.forget(context.response().end(Buffer.buffer(envelope)));
    }

    private static long number(String text, String what, long most) throws Problem {
        try {
            long value = Long.parseLong(text);
            if (value >= 0 && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            LOG.log(System.Logger.Level.TRACE, "not a number", e);
        }
        throw Problem.malformed(what + " is not a number from 0 to " + most);
    }

    private static byte[] body(RoutingContext context) throws Problem {
        Buffer body = context.body().buffer();
        if (body == null || body.length() == 0) {
            throw Problem.malformed("the request has no body");
        }
        return body.getBytes();
    }

    private static void json(RoutingContext context, byte[] body) {
        context.response().putHeader("Content-Type", JSON).putHeader("Cache-Control", "no-store");
        Sent.forget(context.response().end(Buffer.buffer(body)));
    }

    private static void post(Router router, String path, long limit, Handling handling) {
        router.post(path).handler(Routes::limitTime);
        Route route = router.post(path).handler(BodyHandler.create(false).setBodyLimit(limit));
        finish(router, path, route, "POST", handling);
    }

    /// A time-out between two packets would not do: one byte a second keeps a connection alive.
    private static void limitTime(RoutingContext context) {
        long timer = context.vertx().setTimer(ARRIVED_WITHIN.toMillis(), _ -> {
            if (!context.request().isEnded() && !context.response().headWritten()) {
                context.addEndHandler(
                        _ -> Sent.forget(context.request().connection().close()));
                new Problem(408, "a request arrives within " + ARRIVED_WITHIN.toSeconds() + " s").send(context);
            }
        });
        context.addEndHandler(_ -> context.vertx().cancelTimer(timer));
        context.next();
    }

    private static void get(Router router, String path, Handling handling) {
        finish(router, path, router.get(path), "GET", handling);
    }

    private static void finish(Router router, String path, Route route, String method, Handling handling) {
        route.handler(context -> {
                    try {
                        handling.handle(context);
                    } catch (Problem problem) {
                        problem.send(context);
                    }
                })
                .failureHandler(Routes::failed);
        router.route(path).handler(context -> {
            context.response().putHeader("Allow", method);
            new Problem(405, "there is only " + method + " here").send(context);
        });
    }

    private static void failed(RoutingContext context) {
        if (context.failure() instanceof HttpClosedException) {
            // Nobody is there any more.
            return;
        }
        switch (context.statusCode()) {
            case 413 -> {
                // What is left of the body is not read.
                context.response().putHeader("Connection", "close");
                new Problem(413, "the body is longer than this takes").send(context);
            }
            case 400, 404 -> new Problem(400, "the request cannot be read").send(context);
            case 417 -> new Problem(417, "what the request expects is not offered").send(context);
            default -> {
                LOG.log(System.Logger.Level.ERROR, "a request failed", context.failure());
                new Problem(500, "this edge has a defect; its log tells more").send(context);
            }
        }
    }
}
