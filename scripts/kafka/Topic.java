import java.lang.reflect.Method;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.storage.internals.log.LogConfig;

/** What a broker with default settings checks of the settings of a topic before it creates or changes it. */
final class Topic {
    private Topic() {
    }

    static void check(Properties properties) throws Ask.Refused {
        Ask.stage("topic", () -> {
            for (Method method : LogConfig.class.getMethods()) {
                if (method.getName().equals("validate") && method.getParameterCount() == 1) {
                    method.invoke(null, method.getParameterTypes()[0] == Properties.class ? properties : texts(properties));
                    return;
                }
            }
            throw new NoClassDefFoundError("LogConfig.validate");
        });
    }

    /** The same as a map of texts, which Kafka 4.4 takes. */
    private static TreeMap<String, String> texts(Properties properties) {
        TreeMap<String, String> texts = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> texts.put(name, properties.getProperty(name)));
        return texts;
    }
}
