package main

import (
	"runtime"
	"strings"

	"github.com/aws/jsii-runtime-go"
	auto "github.com/cdk8s-autonomous/cdk8s-autonomous-go/cdk8sautonomous"
	"github.com/cdk8s-team/cdk8s-core-go/cdk8s/v2"
)

func main() {
	defer jsii.Close()

	app := auto.NewAutonomousApp(nil)
	cluster := auto.NewCluster(app, jsii.String("swap"), &auto.ClusterProps{
		Zones:             jsii.Strings("cloud-a"),
		KubernetesVersion: auto.KubernetesVersion_V1_32(),
	})
	edge := auto.NewEdgePlatform(app, jsii.String("stations"), &auto.EdgePlatformProps{
		Cluster: cluster,
		Runtime: auto.EdgeRuntime_KubeEdge(&auto.KubeEdgeProps{
			Version:       jsii.String("1.23.1"),
			BrokerOnNodes: jsii.Bool(true),
		}),
	})
	_, program, _, _ := runtime.Caller(0)
	fleet := newStations(edge, auto.ProgramFolder_Of(jsii.String(program)).File(jsii.String("../sites.csv")))

	services := auto.NewAutonomousStack(app, jsii.String("services"), &auto.AutonomousStackProps{Cluster: cluster})
	addServices(services, fleet)
	addDevices(services, fleet)

	training := auto.NewAutonomousStack(app, jsii.String("training"), &auto.AutonomousStackProps{Cluster: cluster})
	addTraining(cluster, training)

	app.Synth()
}

func newStations(edge auto.EdgePlatform, file *string) auto.EdgeFleet {
	reserve := auto.NodeReserve_Explicit(&auto.ExplicitReserve{
		Cpu:    auto.Cpu_Units(jsii.Number(1)),
		Memory: cdk8s.Size_Gibibytes(jsii.Number(3)),
	})
	box := auto.NodeType_Of(jsii.String("station-box"), &auto.NodeTypeProps{
		Cpu:              auto.Cpu_Units(jsii.Number(8)),
		Memory:           cdk8s.Size_Gibibytes(jsii.Number(16)),
		EphemeralStorage: cdk8s.Size_Gibibytes(jsii.Number(200)),
		Reserve:          reserve,
	})
	vision := auto.NodeType_Of(jsii.String("vision-box"), &auto.NodeTypeProps{
		Cpu:               auto.Cpu_Units(jsii.Number(8)),
		Memory:            cdk8s.Size_Gibibytes(jsii.Number(16)),
		EphemeralStorage:  cdk8s.Size_Gibibytes(jsii.Number(200)),
		Reserve:           reserve,
		Architecture:      auto.Architecture_ARM64,
		ExtendedResources: &map[string]*float64{"nvidia.com/gpu": jsii.Number(1)},
	})
	return auto.EdgeFleet_FromCsv(edge, jsii.String("fleet"), &auto.FleetCsvProps{
		File: file,
		Layouts: &map[string]auto.SiteLayout{
			"station": auto.SiteLayout_Of(
				&auto.LayoutNode{Role: jsii.String("box"), NodeType: box},
				&auto.LayoutNode{Role: jsii.String("vision"), NodeType: vision},
			),
		},
		Preset: auto.SitePreset_SwapStation(),
	})
}

func addServices(stack auto.AutonomousStack, fleet auto.EdgeFleet) {
	digest := jsii.String("sha256:" + strings.Repeat("4a", 32))
	eyes := auto.NewEdgeService(stack, jsii.String("eyes"), &auto.EdgeServiceProps{
		Image: auto.Image_Of(jsii.String("harbor.swap.example.com/station/eyes"), &auto.ImageVersion{
			Tag:    jsii.String("4.2.0"),
			Digest: digest,
		}),
		Ports:         &[]auto.Port{auto.Port_Grpc(jsii.Number(9000), nil)},
		Architectures: &[]auto.Architecture{auto.Architecture_ARM64},
		Resources: &auto.WorkloadResources{
			Cpu:      auto.Cpu_Units(jsii.Number(4)),
			Memory:   cdk8s.Size_Gibibytes(jsii.Number(8)),
			Extended: &map[string]*float64{"nvidia.com/gpu": jsii.Number(1)},
		},
		Replicas: auto.Replicas_ForDemand(&auto.Demand{
			Arrivals: auto.Rate_PerSecond(jsii.Number(12)),
			Service:  auto.ServiceTime_Millis(jsii.Number(35)),
			Workers:  jsii.Number(1),
			Latency:  auto.Latency_P99(cdk8s.Duration_Millis(jsii.Number(500))),
		}),
		Startup: cdk8s.Duration_Minutes(jsii.Number(2)),
	})
	controller := auto.NewEdgeService(stack, jsii.String("controller"), &auto.EdgeServiceProps{
		Image: auto.Image_Of(jsii.String("harbor.swap.example.com/station/controller"), &auto.ImageVersion{
			Tag:    jsii.String("4.2.0"),
			Digest: digest,
		}),
		Ports: &[]auto.Port{auto.Port_Http(jsii.Number(8080), nil)},
		Resources: &auto.WorkloadResources{
			Cpu:    auto.Cpu_Units(jsii.Number(1)),
			Memory: cdk8s.Size_Gibibytes(jsii.Number(1)),
		},
		Replicas: auto.Replicas_Needed(&auto.NeededReplicas{Steady: jsii.Number(1)}),
		Survive:  auto.Survive_Node(),
		Health: auto.Health_Exec(&auto.ExecHealth{
			Readiness: jsii.Strings("/bin/ready"),
			Liveness:  jsii.Strings("/bin/alive"),
		}),
	})
	controller.Calls(eyes, nil)
	fleet.Deploy(eyes, nil)
	fleet.Deploy(controller, &auto.DeployProps{
		Overrides: &[]*auto.SiteOverride{{
			Sites: &[]auto.EdgeSite{fleet.Site(jsii.String("sh-001"))},
			Env:   &map[string]*string{"LANES": jsii.String("2")},
		}},
	})
}

func addDevices(stack auto.AutonomousStack, fleet auto.EdgeFleet) {
	position := auto.DeviceProperty_OfInt(jsii.String("position"), &auto.NumberPropertyProps{
		Visitor: auto.PropertyVisitor_OpcUa(jsii.String("ns=2;s=Crane.Position"), nil),
		Access:  auto.PropertyAccess_READ_WRITE,
		Unit:    jsii.String("mm"),
		Minimum: jsii.Number(0),
		Maximum: jsii.Number(12000),
	})
	crane := auto.NewDeviceModel(stack, jsii.String("crane"), &auto.DeviceModelProps{
		Protocol:   auto.DeviceProtocol_OPC_UA(),
		Properties: &[]auto.DeviceProperty{position},
	})
	for _, site := range *fleet.Sites() {
		auto.NewDevice(stack, jsii.String("crane-"+*site.SiteName()), &auto.DeviceProps{
			Model:      crane,
			EdgeNode:   site.EdgeNode(jsii.String("box")),
			Connection: auto.DeviceConnection_OpcUa(&auto.OpcUaProps{Url: jsii.String("opc.tcp://192.168.20.1:4840")}),
			Twins: &[]*auto.DeviceTwin{{
				Property: position,
				Desired:  jsii.String("60"),
				Collect:  cdk8s.Duration_Seconds(jsii.Number(5)),
			}},
		})
	}
	mapper := auto.NewDeviceMapper(stack, jsii.String("opcua-mapper"), &auto.DeviceMapperProps{
		Protocol: auto.DeviceProtocol_OPC_UA(),
		Image: auto.Image_Of(jsii.String("harbor.swap.example.com/edge/opcua"), &auto.ImageVersion{
			Digest: jsii.String("sha256:" + strings.Repeat("e0", 32)),
		}),
	})
	fleet.Deploy(mapper, nil)
	auto.NewEdgeRoute(stack, jsii.String("stop-crane"), &auto.EdgeRouteProps{
		Source: auto.EdgeRouteSource_Rest(jsii.String("crane/stop")),
		Target: auto.EdgeRouteTarget_EventBus(jsii.String("crane/stop")),
	})
}

func addTraining(cluster auto.Cluster, stack auto.AutonomousStack) {
	fabric := auto.GpuTopology_Of(jsii.String("fabric"), &auto.TopologyLevelProps{
		Name:      jsii.String("leaf"),
		NodeLabel: jsii.String("topology.example.com/leaf"),
	})
	gpus := auto.NewGpuPool(cluster, jsii.String("h100"), &auto.GpuPoolProps{
		NodeType: auto.NodeType_Of(jsii.String("8xh100"), &auto.NodeTypeProps{
			Cpu:              auto.Cpu_Units(jsii.Number(192)),
			Memory:           cdk8s.Size_Gibibytes(jsii.Number(2048)),
			EphemeralStorage: cdk8s.Size_Gibibytes(jsii.Number(7000)),
			Reserve: auto.NodeReserve_Explicit(&auto.ExplicitReserve{
				Cpu:    auto.Cpu_Units(jsii.Number(4)),
				Memory: cdk8s.Size_Gibibytes(jsii.Number(98)),
			}),
		}),
		Accelerator:    auto.Accelerator_NVIDIA_H100_80_GB(),
		DevicesPerNode: jsii.Number(8),
		Topology:       fabric,
		Nodes: &[]*auto.GpuNodes{
			{Domains: jsii.Strings("A"), Count: jsii.Number(8)},
			{Domains: jsii.Strings("B"), Count: jsii.Number(8)},
		},
	})
	queue := auto.NewLocalQueue(stack, jsii.String("jobs"), &auto.LocalQueueProps{
		ClusterQueue: auto.NewClusterQueue(cluster, jsii.String("perception"), &auto.ClusterQueueProps{
			Cohort: jsii.String("driving"),
			Quotas: &[]auto.Quota{
				auto.Quota_Of(gpus, &auto.QuotaProps{Nominal: jsii.Number(96), Borrowing: jsii.Number(16)}),
			},
		}),
	})
	dataset := auto.NewSharedVolume(stack, jsii.String("dataset"), &auto.SharedVolumeProps{
		Size:         cdk8s.Size_Tebibytes(jsii.Number(100)),
		StorageClass: jsii.String("lustre"),
	})
	auto.NewTrainingJob(stack, jsii.String("lanes"), &auto.TrainingJobProps{
		Framework: auto.TrainingFramework_PYTORCH,
		Image: auto.Image_Of(jsii.String("harbor.swap.example.com/training/lanes"), &auto.ImageVersion{
			Tag: jsii.String("2.9.0"),
		}),
		Nodes: jsii.Number(6),
		Resources: &auto.WorkloadResources{
			Cpu:         auto.Cpu_Units(jsii.Number(160)),
			Memory:      cdk8s.Size_Gibibytes(jsii.Number(1600)),
			Accelerator: auto.Accelerator_NVIDIA_H100_80_GB().Devices(jsii.Number(8)),
		},
		SharedMemory: cdk8s.Size_Gibibytes(jsii.Number(256)),
		Mounts: &[]auto.Mount{
			auto.Mount_Shared(dataset, jsii.String("/data"), &auto.MountOptions{ReadOnly: jsii.Bool(true)}),
		},
		Queue:    queue,
		Topology: auto.TopologyRequest_Required(fabric.Level(jsii.String("leaf"))),
	})
}
