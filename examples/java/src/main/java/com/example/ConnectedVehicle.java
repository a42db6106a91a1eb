package com.example;

import dev.cdk8s.autonomous.*;
import java.util.List;
import java.util.Map;
import org.cdk8s.Duration;
import org.cdk8s.Size;

/** One million registered cars, 300,000 connected at peak, a message from each every two seconds. */
public class ConnectedVehicle {
  public static void main(String[] args) {
    AutonomousApp app = new AutonomousApp();
    ArgoDelivery delivery = ArgoDelivery.Builder.create(app, "delivery")
        .repository("https://git.cars.example.com/platform/manifests.git")
        .revision("main")
        .path("connected-vehicle/dist")
        .build();
    Cluster cluster = cluster(app, delivery);
    HarborRegistry registry = HarborRegistry.Builder.create(app, "harbor")
        .host("harbor.cars.example.com")
        .pullSecret("harbor-pull")
        .build();
    AutonomousStack stack = AutonomousStack.Builder.create(app, "telemetry")
        .cluster(cluster)
        .mesh(Mesh.istio())
        .registry(registry)
        .delivery(delivery)
        .labels(Map.of("owner", "telematics", "cost-centre", "cc-4711"))
        .build();

    // Who is placed first when not everything fits: commands to cars before rules, rules before decoding.
    Priority first = priority(cluster, "command", 3000, "Commands that a driver waits for");
    Priority second = priority(cluster, "rules", 2000, "Rules on live telemetry");
    Priority third = priority(cluster, "decode", 1000, "Decoding of raw frames");

    StatefulService broker = broker(stack, registry);
    StatefulService log = log(stack, registry);
    Microservice decode = Microservice.Builder.create(stack, "decode")
        .image(image(registry, "telemetry/decode", "2.14.0"))
        .ports(List.of(Port.http(8080)))
        .resources(resources(8, 4))
        .replicas(Replicas.forDemand(Demand.builder()
            .arrivals(Rate.perSecond(150_000))
            .service(ServiceTime.micros(400))
            .workers(8)
            .latency(Latency.p99(Duration.millis(20)))
            .build()))
        .priority(third)
        .inMesh(false)
        .build();
    Microservice rules = Microservice.Builder.create(stack, "rules")
        .image(image(registry, "telemetry/rules", "7.3.1"))
        .ports(List.of(Port.http(8080)))
        .resources(resources(8, 8))
        .replicas(Replicas.forDemand(Demand.builder()
            .arrivals(Rate.perSecond(150_000))
            .service(ServiceTime.micros(600))
            .workers(8)
            .latency(Latency.p99(Duration.millis(30)))
            .max(24)
            .build()))
        .scaleOn(List.of(
            ScaleOn.cpu(),
            ScaleOn.external(ExternalMetric.builder()
                .name("kafka_consumergroup_lag")
                .perReplica(5000)
                .labels(Map.of("group", "rules"))
                .build())))
        .priority(second)
        .inMesh(false)
        .build();
    Microservice api = Microservice.Builder.create(stack, "api")
        .image(image(registry, "telemetry/api", "4.0.2"))
        .ports(List.of(Port.http(8080)))
        .resources(resources(4, 4))
        .replicas(Replicas.forDemand(Demand.builder()
            .arrivals(Rate.perSecond(8_000))
            .service(ServiceTime.millis(12))
            .workers(16)
            .latency(Latency.p99(Duration.millis(150)))
            .max(15)
            .build()))
        .build();
    Microservice command = Microservice.Builder.create(stack, "command")
        .image(image(registry, "telemetry/command", "1.9.4"))
        .ports(List.of(Port.grpc(9000)))
        .resources(resources(1, 1))
        .replicas(Replicas.forDemand(Demand.builder()
            .arrivals(Rate.perSecond(500))
            .service(ServiceTime.millis(30))
            .workers(8)
            .latency(Latency.p99(Duration.millis(300)))
            .max(9)
            .build()))
        .priority(first)
        .build();

    decode.calls(broker);
    decode.calls(log);
    rules.calls(log);
    api.calls(log);
    api.calls(command);
    command.calls(broker);
    stack.route("api.cars.example.com", api, RouteOptions.builder().timeout(Duration.seconds(2)).retries(2).build());

    app.synth();
  }

  /** Three zones of 32-core nodes that outlive the loss of any one zone. */
  private static Cluster cluster(AutonomousApp app, ArgoDelivery delivery) {
    Cluster cluster = Cluster.Builder.create(app, "east")
        .zones(List.of("east-1a", "east-1b", "east-1c"))
        .kubernetesVersion(KubernetesVersion.V1_32)
        .survive(Survive.zone())
        .delivery(delivery)
        .build();
    cluster.addNodePool("general", NodePoolProps.builder()
        .nodeType(NodeType.of("32x128", NodeTypeProps.builder()
            .cpu(Cpu.units(32))
            .memory(Size.gibibytes(128))
            .ephemeralStorage(Size.gibibytes(200))
            .reserve(NodeReserve.explicit(ExplicitReserve.builder()
                .cpu(Cpu.millis(700))
                .memory(Size.gibibytes(7))
                .ephemeralStorage(Size.gibibytes(20))
                .build()))
            .attachableVolumes(Map.of("ebs.csi.aws.com", 27))
            .price(Price.perHour(1.4))
            .build()))
        .maxNodesPerZone(12)
        .build());
    return cluster;
  }

  /** Where messages from cars arrive. */
  private static StatefulService broker(AutonomousStack stack, HarborRegistry registry) {
    // Made by whoever keeps the secrets of the cluster. Brokers with the same cookie trust each other.
    SecretRef login = SecretRef.existing("broker-login", List.of("cookie", "password"));
    return StatefulService.Builder.create(stack, "broker")
        .image(image(registry, "docker-hub/emqx/emqx", "5.8.9"))
        .ports(List.of(port(1883, "mqtt")))
        .peerPorts(List.of(port(4370, "erlang"), port(5369, "rpc")))
        .metricsPort(Port.http(18083, PortOptions.builder().name("metrics").build()))
        .metricsPath("/api/v5/prometheus/stats")
        .resources(resources(8, 16))
        .replicas(Replicas.forConnections(
            ConnectionDemand.builder().connections(300_000).perReplica(50_000).build()))
        .security(SecurityOptions.builder().user(1000).build())
        .writable(List.of("/opt/emqx/data", "/opt/emqx/log"))
        .scratch(Size.gibibytes(1))
        .env(Map.of(
            "EMQX_CLUSTER__DISCOVERY_STRATEGY", "dns",
            "EMQX_CLUSTER__DNS__NAME", "broker-headless." + stack.getNamespaceName() + ".svc.cluster.local",
            "EMQX_CLUSTER__DNS__RECORD_TYPE", "srv"))
        .variables(Map.of(
            "EMQX_NODE__COOKIE", login.key("cookie"),
            "EMQX_DASHBOARD__DEFAULT_PASSWORD", login.key("password")))
        .inMesh(false)
        .build();
  }

  /** Where they are kept: every message three times, so that four of six brokers still serve all partitions. */
  private static StatefulService log(AutonomousStack stack, HarborRegistry registry) {
    return StatefulService.Builder.create(stack, "log")
        .image(image(registry, "telemetry/log-store", "3.9.0"))
        .ports(List.of(port(9092, "kafka")))
        .metricsPort(Port.http(9404, PortOptions.builder().name("metrics").build()))
        .resources(resources(8, 32))
        .replicas(Replicas.needed(NeededReplicas.builder().steady(6).degraded(4).build()))
        .volumes(List.of(ServiceVolume.builder()
            .name("data")
            .mountPath("/var/lib/log")
            .size(Size.tebibytes(4))
            .storageClass("zonal-ssd")
            .build()))
        .inMesh(false)
        .build();
  }

  private static Priority priority(Cluster cluster, String name, int value, String description) {
    return cluster.addPriority(name, PriorityProps.builder().value(value).description(description).build());
  }

  private static Image image(HarborRegistry registry, String name, String tag) {
    return registry.image(name, ImageVersion.builder().tag(tag).build());
  }

  private static Port port(int number, String name) {
    return Port.tcp(number, PortOptions.builder().name(name).build());
  }

  private static WorkloadResources resources(int cores, int gibibytes) {
    return WorkloadResources.builder().cpu(Cpu.units(cores)).memory(Size.gibibytes(gibibytes)).build();
  }
}
