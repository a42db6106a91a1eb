import dev.cdk8s.autonomous.*;
import java.util.List;
import java.util.Map;
import org.cdk8s.Duration;
import org.cdk8s.Size;

public class Fleet {
  public static void main(String[] args) {
    AutonomousApp app = new AutonomousApp();
    Cluster cluster = Cluster.Builder.create(app, "swap")
        .zones(List.of("cloud-a"))
        .kubernetesVersion(KubernetesVersion.V1_32)
        .build();
    EdgePlatform edge = EdgePlatform.Builder.create(app, "stations")
        .cluster(cluster)
        .runtime(EdgeRuntime.kubeEdge(KubeEdgeProps.builder().version("1.23.1").brokerOnNodes(true).build()))
        .build();
    String classes = Fleet.class.getProtectionDomain().getCodeSource().getLocation().toString();
    EdgeFleet fleet = stations(edge, ProgramFolder.of(classes).file("sites.csv"));

    AutonomousStack services = AutonomousStack.Builder.create(app, "services").cluster(cluster).build();
    services(services, fleet);
    devices(services, fleet);

    AutonomousStack training = AutonomousStack.Builder.create(app, "training").cluster(cluster).build();
    training(cluster, training);

    app.synth();
  }

  private static EdgeFleet stations(EdgePlatform edge, String file) {
    NodeReserve reserve = NodeReserve.explicit(
        ExplicitReserve.builder().cpu(Cpu.units(1)).memory(Size.gibibytes(3)).build());
    NodeType box = NodeType.of("station-box", NodeTypeProps.builder()
        .cpu(Cpu.units(8))
        .memory(Size.gibibytes(16))
        .ephemeralStorage(Size.gibibytes(200))
        .reserve(reserve)
        .build());
    NodeType vision = NodeType.of("vision-box", NodeTypeProps.builder()
        .cpu(Cpu.units(8))
        .memory(Size.gibibytes(16))
        .ephemeralStorage(Size.gibibytes(200))
        .reserve(reserve)
        .architecture(Architecture.ARM64)
        .extendedResources(Map.of("nvidia.com/gpu", 1))
        .build());
    return EdgeFleet.fromCsv(edge, "fleet", FleetCsvProps.builder()
        .file(file)
        .layouts(Map.of("station", SiteLayout.of(
            LayoutNode.builder().role("box").nodeType(box).build(),
            LayoutNode.builder().role("vision").nodeType(vision).build())))
        .preset(SitePreset.swapStation())
        .build());
  }

  private static void services(AutonomousStack stack, EdgeFleet fleet) {
    String digest = "sha256:" + "4a".repeat(32);
    EdgeService eyes = EdgeService.Builder.create(stack, "eyes")
        .image(Image.of("harbor.swap.example.com/station/eyes",
            ImageVersion.builder().tag("4.2.0").digest(digest).build()))
        .ports(List.of(Port.grpc(9000)))
        .architectures(List.of(Architecture.ARM64))
        .resources(WorkloadResources.builder()
            .cpu(Cpu.units(4))
            .memory(Size.gibibytes(8))
            .extended(Map.of("nvidia.com/gpu", 1))
            .build())
        .replicas(Replicas.forDemand(Demand.builder()
            .arrivals(Rate.perSecond(12))
            .service(ServiceTime.millis(35))
            .workers(1)
            .latency(Latency.p99(Duration.millis(500)))
            .build()))
        .startup(Duration.minutes(2))
        .build();
    EdgeService controller = EdgeService.Builder.create(stack, "controller")
        .image(Image.of("harbor.swap.example.com/station/controller",
            ImageVersion.builder().tag("4.2.0").digest(digest).build()))
        .ports(List.of(Port.http(8080)))
        .resources(WorkloadResources.builder().cpu(Cpu.units(1)).memory(Size.gibibytes(1)).build())
        .replicas(Replicas.needed(NeededReplicas.builder().steady(1).build()))
        .survive(Survive.node())
        .health(Health.exec(ExecHealth.builder()
            .readiness(List.of("/bin/ready"))
            .liveness(List.of("/bin/alive"))
            .build()))
        .build();
    controller.calls(eyes);
    fleet.deploy(eyes);
    fleet.deploy(controller, DeployProps.builder()
        .overrides(List.of(SiteOverride.builder()
            .sites(List.of(fleet.site("sh-001")))
            .env(Map.of("LANES", "2"))
            .build()))
        .build());
  }

  private static void devices(AutonomousStack stack, EdgeFleet fleet) {
    DeviceProperty position = DeviceProperty.ofInt("position", NumberPropertyProps.builder()
        .visitor(PropertyVisitor.opcUa("ns=2;s=Crane.Position"))
        .access(PropertyAccess.READ_WRITE)
        .unit("mm")
        .minimum(0)
        .maximum(12000)
        .build());
    DeviceModel crane = DeviceModel.Builder.create(stack, "crane")
        .protocol(DeviceProtocol.OPC_UA)
        .properties(List.of(position))
        .build();
    for (EdgeSite site : fleet.getSites()) {
      Device.Builder.create(stack, "crane-" + site.getSiteName())
          .model(crane)
          .edgeNode(site.edgeNode("box"))
          .connection(DeviceConnection.opcUa(OpcUaProps.builder().url("opc.tcp://192.168.20.1:4840").build()))
          .twins(List.of(DeviceTwin.builder()
              .property(position)
              .desired("60")
              .collect(Duration.seconds(5))
              .build()))
          .build();
    }
    DeviceMapper mapper = DeviceMapper.Builder.create(stack, "opcua-mapper")
        .protocol(DeviceProtocol.OPC_UA)
        .image(Image.of("harbor.swap.example.com/edge/opcua",
            ImageVersion.builder().digest("sha256:" + "e0".repeat(32)).build()))
        .build();
    fleet.deploy(mapper);
    EdgeRoute.Builder.create(stack, "stop-crane")
        .source(EdgeRouteSource.rest("crane/stop"))
        .target(EdgeRouteTarget.eventBus("crane/stop"))
        .build();
  }

  private static void training(Cluster cluster, AutonomousStack stack) {
    GpuTopology fabric = GpuTopology.of("fabric",
        TopologyLevelProps.builder().name("leaf").nodeLabel("topology.example.com/leaf").build());
    GpuPool gpus = GpuPool.Builder.create(cluster, "h100")
        .nodeType(NodeType.of("8xh100", NodeTypeProps.builder()
            .cpu(Cpu.units(192))
            .memory(Size.gibibytes(2048))
            .ephemeralStorage(Size.gibibytes(7000))
            .reserve(NodeReserve.explicit(
                ExplicitReserve.builder().cpu(Cpu.units(4)).memory(Size.gibibytes(98)).build()))
            .build()))
        .accelerator(Accelerator.NVIDIA_H100_80_GB)
        .devicesPerNode(8)
        .topology(fabric)
        .nodes(List.of(
            GpuNodes.builder().domains(List.of("A")).count(8).build(),
            GpuNodes.builder().domains(List.of("B")).count(8).build()))
        .build();
    LocalQueue queue = LocalQueue.Builder.create(stack, "jobs")
        .clusterQueue(ClusterQueue.Builder.create(cluster, "perception")
            .cohort("driving")
            .quotas(List.of(Quota.of(gpus, QuotaProps.builder().nominal(96).borrowing(16).build())))
            .build())
        .build();
    SharedVolume dataset = SharedVolume.Builder.create(stack, "dataset")
        .size(Size.tebibytes(100))
        .storageClass("lustre")
        .build();
    TrainingJob.Builder.create(stack, "lanes")
        .framework(TrainingFramework.PYTORCH)
        .image(Image.of("harbor.swap.example.com/training/lanes", ImageVersion.builder().tag("2.9.0").build()))
        .nodes(6)
        .resources(WorkloadResources.builder()
            .cpu(Cpu.units(160))
            .memory(Size.gibibytes(1600))
            .accelerator(Accelerator.NVIDIA_H100_80_GB.devices(8))
            .build())
        .sharedMemory(Size.gibibytes(256))
        .mounts(List.of(Mount.shared(dataset, "/data", MountOptions.builder().readOnly(true).build())))
        .queue(queue)
        .topology(TopologyRequest.required(fabric.level("leaf")))
        .build();
  }
}
