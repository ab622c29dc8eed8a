// Package doors uses every door of its rule.
package doors

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/http/pprof"
	"net/rpc"
	"net/smtp"
)

var (
	_ = net.DefaultResolver                // want `net\.DefaultResolver .*\(net\)`
	_ = net.Dial                           // want `net\.Dial .*\(net\)`
	_ = net.DialIP                         // want `net\.DialIP .*\(net\)`
	_ = net.DialTCP                        // want `net\.DialTCP .*\(net\)`
	_ = net.DialTimeout                    // want `net\.DialTimeout .*\(net\)`
	_ = net.DialUDP                        // want `net\.DialUDP .*\(net\)`
	_ = net.DialUnix                       // want `net\.DialUnix .*\(net\)`
	_ net.Dialer                           // want `net\.Dialer .*\(net\)`
	_ = net.FileConn                       // want `net\.FileConn .*\(net\)`
	_ = net.InterfaceAddrs                 // want `net\.InterfaceAddrs .*\(net\)`
	_ = net.Interfaces                     // want `net\.Interfaces .*\(net\)`
	_ = net.LookupAddr                     // want `net\.LookupAddr .*\(net\)`
	_ = net.LookupCNAME                    // want `net\.LookupCNAME .*\(net\)`
	_ = net.LookupHost                     // want `net\.LookupHost .*\(net\)`
	_ = net.LookupIP                       // want `net\.LookupIP .*\(net\)`
	_ = net.LookupMX                       // want `net\.LookupMX .*\(net\)`
	_ = net.LookupNS                       // want `net\.LookupNS .*\(net\)`
	_ = net.LookupPort                     // want `net\.LookupPort .*\(net\)`
	_ = net.LookupSRV                      // want `net\.LookupSRV .*\(net\)`
	_ = net.LookupTXT                      // want `net\.LookupTXT .*\(net\)`
	_ = net.Pipe                           // want `net\.Pipe .*\(net\)`
	_ = net.ResolveIPAddr                  // want `net\.ResolveIPAddr .*\(net\)`
	_ = net.ResolveTCPAddr                 // want `net\.ResolveTCPAddr .*\(net\)`
	_ = net.ResolveUDPAddr                 // want `net\.ResolveUDPAddr .*\(net\)`
	_ net.Resolver                         // want `net\.Resolver .*\(net\)`
	_ = net.FileListener                   // want `net\.FileListener .*\(net\)`
	_ = net.Listen                         // want `net\.Listen .*\(net\)`
	_ net.ListenConfig                     // want `net\.ListenConfig .*\(net\)`
	_ = net.ListenIP                       // want `net\.ListenIP .*\(net\)`
	_ = net.ListenPacket                   // want `net\.ListenPacket .*\(net\)`
	_ = net.ListenTCP                      // want `net\.ListenTCP .*\(net\)`
	_ = net.ListenUDP                      // want `net\.ListenUDP .*\(net\)`
	_ = net.ListenUnix                     // want `net\.ListenUnix .*\(net\)`
	_ = tls.Dial                           // want `tls\.Dial .*\(net\)`
	_ tls.Dialer                           // want `tls\.Dialer .*\(net\)`
	_ = tls.Listen                         // want `tls\.Listen .*\(net\)`
	_ = rpc.Dial                           // want `rpc\.Dial .*\(net\)`
	_ = smtp.Dial                          // want `smtp\.Dial .*\(net\)`
	_ http.Client                          // want `http\.Client .*\(net\)`
	_ = http.Get                           // want `http\.Get .*\(net\)`
	_ = http.Head                          // want `http\.Head .*\(net\)`
	_ = http.Post                          // want `http\.Post .*\(net\)`
	_ = http.PostForm                      // want `http\.PostForm .*\(net\)`
	_ http.Transport                       // want `http\.Transport .*\(net\)`
	_ = pprof.Index                        // want `pprof\.Index .*\(net\)`
	_ = http.Serve                         // want `http\.Serve .*\(net\)`
	_ = http.ServeTLS                      // want `http\.ServeTLS .*\(net\)`
	_ http.Server                          // want `http\.Server .*\(net\)`
	_ = http.DefaultClient                 // want `http\.DefaultClient .*\(net\)`
	_ = http.DefaultTransport              // want `http\.DefaultTransport .*\(net\)`
	_ = http.ListenAndServe                // want `http\.ListenAndServe .*\(net\)`
	_ = http.ListenAndServeTLS             // want `http\.ListenAndServeTLS .*\(net\)`
	_ = httptest.NewServer                 // want `httptest\.NewServer .*\(net\)`
	_ = httptest.NewTLSServer              // want `httptest\.NewTLSServer .*\(net\)`
	_ = httptest.NewUnstartedServer        // want `httptest\.NewUnstartedServer .*\(net\)`
	_ httptest.Server                      // want `httptest\.Server .*\(net\)`
	_ httputil.ReverseProxy                // want `httputil\.ReverseProxy .*\(net\)`
	_ = httputil.NewSingleHostReverseProxy // want `httputil\.NewSingleHostReverseProxy .*\(net\)`
)
