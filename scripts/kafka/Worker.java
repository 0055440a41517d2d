import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.GroupRebalanceConfig;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.internals.Heartbeat;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.runtime.distributed.DistributedConfig;
import org.apache.kafka.connect.runtime.rest.ConnectRestServer;
import org.apache.kafka.connect.runtime.standalone.StandaloneConfig;
import org.apache.kafka.connect.storage.KafkaConfigBackingStore;
import org.apache.kafka.connect.storage.KafkaOffsetBackingStore;
import org.apache.kafka.connect.storage.KafkaStatusBackingStore;
import org.apache.kafka.connect.util.TopicAdmin;

/** What a worker of Kafka Connect checks before it opens a socket, in the order of `AbstractConnectCli.startConnect`. */
final class Worker {
    private static final List<String> CLASSES = List.of("metric.reporters", "rest.extension.classes", "security.providers");
    private static final List<String> POLICIES = List.of("All", "None", "Principal", "Allowlist");

    private Worker() {
    }

    static void check(Properties properties, List<String> missing) throws Ask.Refused {
        boolean standalone = properties.containsKey("offset.storage.file.filename");
        Ask.stage("plugins", () -> WorkerConfig.pluginDiscovery(texts(properties)));
        WorkerConfig[] made = new WorkerConfig[1];
        Ask.stage("properties", () -> {
            ConfigDef definition = standalone ? Definitions.standalone() : Definitions.distributed();
            Classes.setAside(properties, definition, CLASSES, JsonConverter.class.getName(), missing);
            Map<String, String> texts = texts(properties);
            made[0] = standalone ? new StandaloneConfig(texts) : new DistributedConfig(texts);
        });
        WorkerConfig config = made[0];
        Ask.stage("admin client", () -> admin(config));
        Ask.stage("REST server", () -> new ConnectRestServer(config.rebalanceTimeout(), null, config.originals()));
        String policy = config.getString("connector.client.config.override.policy");
        if (config instanceof DistributedConfig distributed) {
            Ask.stage("herder", () -> herder(distributed));
        }
        if (!POLICIES.contains(policy)) {
            missing.add("connector.client.config.override.policy=" + policy);
        }
    }

    /** The worker asks for the ID of the cluster first, with an admin client of all its properties. */
    private static void admin(WorkerConfig config) throws Throwable {
        List<String> servers = config.getList("bootstrap.servers");
        try {
            ClientUtils.parseAndValidateAddresses(servers, "use_all_dns_ips");
        } catch (ConfigException refused) {
            // Here no name can be resolved.
            if (servers.isEmpty() || !refused.getMessage().startsWith("No resolvable")) {
                throw refused;
            }
        }
        AdminClientConfig admin = new AdminClientConfig(config.originals());
        String protocol = admin.getString("security.protocol");
        if (protocol.toUpperCase().startsWith("SASL")) {
            JaasContext.loadClientContext(admin.values());
        }
    }

    /** The stores of a distributed worker, which need topics, and the heartbeat of its group. */
    private static void herder(DistributedConfig config) throws Throwable {
        // The ID of the cluster would be asked for at the brokers.
        Field cluster = WorkerConfig.class.getDeclaredField("kafkaClusterId");
        cluster.setAccessible(true);
        cluster.set(config, "cluster");
        Supplier<TopicAdmin> admin = () -> null;
        JsonConverter converter = new JsonConverter();
        new KafkaOffsetBackingStore(admin, () -> "", converter).configure(config);
        new KafkaStatusBackingStore(Time.SYSTEM, converter, admin, "").configure(config);
        new KafkaConfigBackingStore(converter, config, null, admin, "");
        new Heartbeat(new GroupRebalanceConfig(config, GroupRebalanceConfig.ProtocolType.CONNECT), Time.SYSTEM);
    }

    private static Map<String, String> texts(Properties properties) {
        Map<String, String> texts = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> texts.put(name, properties.getProperty(name)));
        return texts;
    }
}
