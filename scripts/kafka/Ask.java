import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Asks the classes of one version of Kafka whether it would start with each of the properties files named on standard
 * input, one a line, and prints an answer a line.
 *
 * <p>The main method of a broker or worker ends the process at the first exception; here each check is a stage of its own,
 * and the first exception is the answer.
 */
public final class Ask {
    private final Map<String, Object> answer = new TreeMap<>();

    /** A stage of a start. */
    interface Check {
        void run() throws Throwable;
    }

    /** The first stage that failed, with its exception. */
    static final class Refused extends Exception {
        final String stage;

        Refused(String stage, Throwable cause) {
            super(cause);
            this.stage = stage;
        }
    }

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        // The loggers of Kafka write to standard output, which holds the answers.
        System.setOut(System.err);
        if (arguments[0].equals("definitions")) {
            Definitions.write(out);
        } else {
            String clusterId = arguments.length > 2 ? arguments[2] : null;
            BufferedReader names = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String name = names.readLine(); name != null; name = names.readLine()) {
                Map<String, Object> answer = new Ask().about(name, arguments[0], clusterId);
                answer.put("version", arguments[1]);
                out.println(Json.write(answer));
            }
        }
        out.flush();
        // Log-ins of SASL and Jetty leave threads behind.
        Runtime.getRuntime().halt(0);
    }

    private Map<String, Object> about(String file, String wanted, String clusterId) {
        answer.put("file", file);
        try {
            Properties properties = read(file);
            String kind = wanted.equals("auto") ? kind(properties) : wanted;
            answer.put("kind", kind);
            List<String> missing = new ArrayList<>();
            try {
                if (kind.equals("topic")) {
                    Topic.check(properties);
                } else if (kind.equals("server")) {
                    Server.check(properties, clusterId, missing);
                } else {
                    Worker.check(properties, missing);
                }
                answer.put("starts", true);
            } finally {
                if (!missing.isEmpty()) {
                    answer.put("missing", missing);
                }
            }
        } catch (Refused refused) {
            Throwable cause = refused.getCause();
            answer.put("starts", false);
            answer.put("stage", refused.stage);
            answer.put("class", cause.getClass().getName());
            answer.put("message", message(cause));
        } catch (IOException | IllegalArgumentException unreadable) {
            // `Properties` throws the second one at a malformed \\u escape.
            answer.put("starts", false);
            answer.put("stage", "file");
            answer.put("class", unreadable.getClass().getName());
            answer.put("message", message(unreadable));
        }
        return answer;
    }

    /** The messages of an exception and its causes, each once. */
    private static String message(Throwable thrown) {
        StringBuilder text = new StringBuilder(String.valueOf(thrown.getMessage()));
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            String more = String.valueOf(cause.getMessage());
            if (text.indexOf(more) < 0) {
                text.append(" <- ").append(more);
            }
        }
        return text.toString();
    }

    /** What Kafka's `Utils.loadProps` does. */
    private static Properties read(String file) throws IOException {
        Properties properties = new Properties();
        try (InputStream stream = new FileInputStream(file)) {
            properties.load(stream);
        }
        return properties;
    }

    private static String kind(Properties properties) {
        for (String name : List.of("key.converter", "value.converter", "config.storage.topic", "offset.storage.topic",
                "status.storage.topic", "offset.storage.file.filename", "plugin.path")) {
            if (properties.containsKey(name)) {
                return "worker";
            }
        }
        return "server";
    }

    static void stage(String name, Check check) throws Refused {
        try {
            check.run();
        } catch (java.lang.reflect.InvocationTargetException wrapped) {
            throw new Refused(name, wrapped.getCause());
        } catch (ExceptionInInitializerError | NoClassDefFoundError defect) {
            // A jar that is not on the class path says nothing about the file.
            throw new IllegalStateException(defect);
        } catch (Throwable thrown) {
            throw new Refused(name, thrown);
        }
    }
}
