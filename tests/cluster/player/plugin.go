package main

import (
	"context"
	"log"
	"net"
	"os"
	"path/filepath"

	"github.com/cloudnative-pg/cnpg-i/pkg/identity"
	"google.golang.org/grpc"
)

// barman is the least that the operator must find of the Barman Cloud plugin: without a plugin of that name it does not
// reconcile a Cluster in plugin shape at all. What the plugin does (archive, restore) the instances play.
type barman struct {
	identity.UnimplementedIdentityServer
}

func (barman) GetPluginMetadata(context.Context, *identity.GetPluginMetadataRequest) (*identity.GetPluginMetadataResponse, error) {
	return &identity.GetPluginMetadataResponse{Name: barmanPlugin, Version: "0.0.0", DisplayName: "BarmanCloudInstance, played",
		Maturity: "alpha"}, nil
}

func (barman) GetPluginCapabilities(context.Context, *identity.GetPluginCapabilitiesRequest) (*identity.GetPluginCapabilitiesResponse, error) {
	return &identity.GetPluginCapabilitiesResponse{}, nil
}

func (barman) Probe(context.Context, *identity.ProbeRequest) (*identity.ProbeResponse, error) {
	return &identity.ProbeResponse{Ready: true}, nil
}

// servePlugin listens where the operator looks for plugins (PLUGIN_SOCKET_DIR): the socket's name is the plugin's.
func (p *player) servePlugin(folder string) error {
	path := filepath.Join(folder, barmanPlugin)
	_ = os.Remove(path)
	listener, err := net.Listen("unix", path)
	if err != nil {
		return err
	}
	server := grpc.NewServer()
	identity.RegisterIdentityServer(server, barman{})
	go func() { log.Print(server.Serve(listener)) }()
	return nil
}
