import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.runtime.distributed.DistributedConfig;
import org.apache.kafka.connect.runtime.standalone.StandaloneConfig;
import org.apache.kafka.storage.internals.log.LogConfig;

/** What a version of Kafka defines of each property: type, default, validator. One property a line. */
final class Definitions {
    private Definitions() {
    }

    static void write(PrintStream out) throws Exception {
        Map<String, ConfigDef> definitions = new LinkedHashMap<>();
        definitions.put("server", KafkaConfig.configDef());
        definitions.put("topic", LogConfig.configDefCopy());
        definitions.put("distributed", distributed());
        definitions.put("standalone", standalone());
        String before = "{\n";
        for (Map.Entry<String, ConfigDef> one : definitions.entrySet()) {
            out.print(before + "\"" + one.getKey() + "\": {");
            String first = "\n";
            for (ConfigDef.ConfigKey key : new TreeMap<>(one.getValue().configKeys()).values()) {
                out.print(first + "\"" + key.name + "\": " + Json.write(entry(key)));
                first = ",\n";
            }
            out.print("\n}");
            before = ",\n";
        }
        out.println("\n}");
    }

    private static Map<String, Object> entry(ConfigDef.ConfigKey key) throws Exception {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("type", key.type.name().toLowerCase());
        if (!key.hasDefault()) {
            entry.put("required", true);
        } else if (key.defaultValue != null) {
            entry.put("default", ConfigDef.convertToString(key.defaultValue, key.type));
        }
        if (key.validator != null) {
            String validator = validator(key.validator);
            if (!validator.isEmpty()) {
                entry.put("validator", validator);
            }
            Boolean empty = emptyAllowed(key.validator);
            if (empty != null) {
                entry.put("empty", empty);
            }
        }
        entry.put("importance", key.importance.name().toLowerCase());
        if (key.internalConfig) {
            entry.put("internal", true);
        }
        return entry;
    }

    /** What a validator says of itself; the name of its class where it says nothing. */
    private static String validator(ConfigDef.Validator validator) {
        String text = validator.toString();
        String type = validator.getClass().getName();
        return text.startsWith(type + "@") || text.contains("$$Lambda") ? type.replaceFirst("\\$\\$Lambda.*", " (lambda)") : text;
    }

    /** Whether a list may be empty, which 4.1 and later know of each list; null for another validator or version. */
    private static Boolean emptyAllowed(ConfigDef.Validator validator) throws Exception {
        if (!(validator instanceof ConfigDef.ValidList)) {
            return null;
        }
        try {
            Field allowed = ConfigDef.ValidList.class.getDeclaredField("isEmptyAllowed");
            allowed.setAccessible(true);
            return (Boolean) allowed.get(validator);
        } catch (NoSuchFieldException older) {
            return null;
        }
    }

    static ConfigDef distributed() throws Exception {
        Class<?> crypto = Class.forName("org.apache.kafka.connect.runtime.distributed.Crypto");
        Method config = DistributedConfig.class.getDeclaredMethod("config", crypto);
        config.setAccessible(true);
        Field system = crypto.getDeclaredField("SYSTEM");
        system.setAccessible(true);
        return (ConfigDef) config.invoke(null, system.get(null));
    }

    static ConfigDef standalone() throws Exception {
        Field config = StandaloneConfig.class.getDeclaredField("CONFIG");
        config.setAccessible(true);
        return (ConfigDef) config.get(null);
    }
}
