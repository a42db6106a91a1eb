import dev.cdk8s.autonomous.*;
import java.util.List;
import java.util.Map;
import org.cdk8s.Duration;
import org.cdk8s.Size;

public class Hello {
  public static void main(String[] args) {
    AutonomousApp app = new AutonomousApp();
    Cluster cluster = Cluster.Builder.create(app, "east")
        .zones(List.of("east-1a", "east-1b", "east-1c"))
        .kubernetesVersion(KubernetesVersion.V1_32)
        .survive(Survive.zone())
        .build();
    cluster.addNodePool("general", NodePoolProps.builder()
        .nodeType(NodeType.aws("m7i.2xlarge", AwsNodeTypeProps.builder().price(Price.perHour(0.4032)).build()))
        .maxNodesPerZone(4)
        .build());

    AutonomousStack stack = AutonomousStack.Builder.create(app, "hello")
        .cluster(cluster)
        .mesh(Mesh.istio())
        .labels(Map.of("owner", "demo"))
        .build();
    Microservice greeter = Microservice.Builder.create(stack, "greeter")
        .image(Image.of("registry.example.com/demo/greeter", ImageVersion.builder().tag("1.4.2").build()))
        .ports(List.of(Port.http(8080)))
        .resources(WorkloadResources.builder().cpu(Cpu.units(2)).memory(Size.gibibytes(1)).build())
        .replicas(Replicas.forDemand(Demand.builder()
            .arrivals(Rate.perSecond(900))
            .service(ServiceTime.millis(12))
            .workers(8)
            .latency(Latency.p99(Duration.millis(80)))
            .max(9)
            .build()))
        .build();
    stack.route("hello.cars.example.com", greeter, RouteOptions.builder().timeout(Duration.seconds(2)).build());

    app.synth();
  }
}
