package server

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
)

// BenchmarkLoad measures /api/v1/search over loopback beside an Echo handler
// that returns a fixed JSON of the same size, at 1, 16 and 256 connections, with
// repeated queries (the cache answers most) and with queries that never repeat:
//
//	go test ./server -run '^$' -bench Load -benchtime 3s
//
// Client and server share the machine, so that only ratios mean something. A
// load generator such as wrk takes less of the machine for itself.
func BenchmarkLoad(b *testing.B) {
	s := newTestServer(b)
	sample := get(b, s.Handler(), loadAddress("x")).Body.Bytes()
	fixed := echo.New()
	fixed.GET("/api/v1/search", func(c echo.Context) error { return c.Blob(http.StatusOK, typeJSON, sample) })
	real, still := listen(b, s.Handler()), listen(b, fixed)
	var unique atomic.Int64
	for _, connections := range []int{1, 16, 256} {
		for _, target := range []struct {
			name, addr string
			query      func() string
		}{
			{"fixed", still, func() string { return "x" }},
			{"repeated", real, func() string { return fmt.Sprint("x", unique.Add(1)%50) }},
			{"never-repeated", real, func() string { return fmt.Sprint("x", unique.Add(1)) }},
		} {
			b.Run(fmt.Sprintf("%s-%d", target.name, connections), func(b *testing.B) {
				load(b, target.addr, connections, target.query)
			})
		}
	}
}

// loadAddress asks for an error that is recognised, with something that varies.
func loadAddress(varying string) string {
	return "/api/v1/search?lang=fr&q=" + url.QueryEscape("Error timed out after seconds with output '1200.0' "+varying)
}

func listen(b *testing.B, h http.Handler) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	srv := &http.Server{Handler: h}
	go func() { _ = srv.Serve(l) }()
	b.Cleanup(func() { _ = srv.Shutdown(context.Background()) })
	return "http://" + l.Addr().String()
}

// load sends b.N requests over a number of connections and reports p50 and p99.
func load(b *testing.B, addr string, connections int, query func() string) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections, DisableCompression: true}}
	defer client.CloseIdleConnections()
	times := make([]time.Duration, b.N)
	var next atomic.Int64
	var workers sync.WaitGroup
	b.ResetTimer()
	for range connections {
		workers.Go(func() {
			for {
				i := next.Add(1) - 1
				if i >= int64(b.N) {
					return
				}
				begin := time.Now()
				res, err := client.Get(addr + loadAddress(query()))
				if err != nil {
					b.Error(err)
					return
				}
				if _, err = io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK {
					b.Errorf("status %d, %v", res.StatusCode, err)
				}
				_ = res.Body.Close()
				times[i] = time.Since(begin)
			}
		})
	}
	workers.Wait()
	b.StopTimer()
	slices.Sort(times)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
	b.ReportMetric(float64(times[b.N/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(times[b.N*99/100].Microseconds()), "p99-µs")
}
