package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/svc"
	"golang.org/x/sys/windows/svc/eventlog"
	"golang.org/x/sys/windows/svc/mgr"
)

// This file is the service of Windows: what manages it, and what runs as it. That the program
// is a service, its command line says ("serve --service"), which "service install" writes: it
// is not guessed.

// serviceName is what Windows knows the service by.
const serviceName = "waptkb"

// serviceAccount may do little on the machine and nothing on others.
const serviceAccount = `NT AUTHORITY\LocalService`

// serviceFolder protects the folder of the configuration: it may hold secrets of chats.
// SYSTEM and administrators may do everything, the service may read and write its log.
const serviceFolder = "D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1301bf;;;LS)"

// serviceWait is how long a service may take to start or stop before that counts as failed.
const serviceWait = 30 * time.Second

// eventID marks all events: their texts tell what happened.
const eventID = 1

func serviceConfig() string { return filepath.Join(os.Getenv("ProgramData"), "waptkb", "waptkb.toml") }

// withService runs do with the service, which is nil where none is installed.
func (a *app) withService(do func(*mgr.Mgr, *mgr.Service) error) error {
	m, err := mgr.Connect()
	if errors.Is(err, windows.ERROR_ACCESS_DENIED) {
		return errors.New(a.text("cli.service.denied"))
	}
	if err != nil {
		return fmt.Errorf("service manager: %w", err)
	}
	defer m.Disconnect()
	s, err := m.OpenService(serviceName)
	if errors.Is(err, windows.ERROR_SERVICE_DOES_NOT_EXIST) {
		return do(m, nil)
	}
	if err != nil {
		return fmt.Errorf("opening the service: %w", err)
	}
	defer s.Close()
	return do(m, s)
}

// installed is withService for what needs one.
func (a *app) installed(do func(*mgr.Service) error) error {
	return a.withService(func(_ *mgr.Mgr, s *mgr.Service) error {
		if s == nil {
			return errors.New(a.text("cli.service.missing"))
		}
		return do(s)
	})
}

// installService registers this program, also in the place of an older one. A configuration
// that is there already stays.
func (a *app) installService(firewall bool) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	if err := a.writeServiceConfig(serviceConfig()); err != nil {
		return err
	}
	if err := a.withService(func(m *mgr.Mgr, s *mgr.Service) error {
		if s != nil {
			return updateService(s, program)
		}
		return a.createService(m, program)
	}); err != nil {
		return fmt.Errorf("registering the service: %w", err)
	}
	_ = eventlog.Remove(serviceName) // of an older program; fails where there is none
	if err := eventlog.InstallAsEventCreate(serviceName, eventlog.Error|eventlog.Warning|eventlog.Info); err != nil {
		return fmt.Errorf("event log: %w", err)
	}
	if firewall {
		_ = netsh("delete", "rule", "name="+serviceName)
		if err := netsh("add", "rule", "name="+serviceName, "dir=in", "action=allow", "profile=domain,private", "program="+program); err != nil {
			return err
		}
	}
	a.stderr.Printf("%s\n", a.text("cli.service.installed", "config", serviceConfig()))
	return nil
}

// serviceArgs is what the service runs the program with.
func serviceArgs() []string { return []string{"serve", "--service", "--config", serviceConfig()} }

func (a *app) createService(m *mgr.Mgr, program string) error {
	s, err := m.CreateService(serviceName, program, mgr.Config{
		ServiceType: windows.SERVICE_WIN32_OWN_PROCESS, StartType: mgr.StartAutomatic, ErrorControl: mgr.ErrorNormal,
		DisplayName: serviceName, Description: a.text("cli.root.short"), ServiceStartName: serviceAccount,
	}, serviceArgs()...)
	if err != nil {
		return err
	}
	defer s.Close()
	return s.SetRecoveryActions([]mgr.RecoveryAction{{Type: mgr.ServiceRestart, Delay: 5 * time.Second}}, 24*60*60)
}

// updateService has a service run this program. What administrators have chosen for it (its
// account, whether it starts by itself) stays.
func updateService(s *mgr.Service, program string) error {
	line, err := windows.UTF16PtrFromString(windows.ComposeCommandLine(append([]string{program}, serviceArgs()...)))
	if err != nil {
		return err
	}
	const same = windows.SERVICE_NO_CHANGE
	return windows.ChangeServiceConfig(s.Handle, same, same, same, line, nil, nil, nil, nil, nil, nil)
}

// netsh changes the rules of the firewall.
func netsh(args ...string) error {
	c := exec.Command(filepath.Join(os.Getenv("SystemRoot"), "System32", "netsh.exe"), append([]string{"advfirewall", "firewall"}, args...)...)
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("netsh: %w: %s", err, out)
	}
	return nil
}

// writeServiceConfig makes the configuration, and lets none but administrators and the service
// into its folder.
func (a *app) writeServiceConfig(file string) error {
	folder := filepath.Dir(file)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	descriptor, err := windows.SecurityDescriptorFromString(serviceFolder)
	if err != nil {
		return err
	}
	dacl, _, err := descriptor.DACL()
	if err != nil {
		return err
	}
	if err := windows.SetNamedSecurityInfo(folder, windows.SE_FILE_OBJECT,
		windows.DACL_SECURITY_INFORMATION|windows.PROTECTED_DACL_SECURITY_INFORMATION, nil, nil, dacl, nil); err != nil {
		return fmt.Errorf("protecting %s: %w", folder, err)
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "# %s\r\naddr = %q\r\n", a.text("cli.service.config"), defaultAddr)
	return errors.Join(err, f.Close())
}

func (a *app) uninstallService() error {
	if err := a.stopService(); err != nil {
		return err
	}
	if err := a.installed((*mgr.Service).Delete); err != nil {
		return err
	}
	_ = netsh("delete", "rule", "name="+serviceName) // fails where there is none
	return eventlog.Remove(serviceName)
}

func (a *app) startService() error {
	return a.installed(func(s *mgr.Service) error {
		if err := s.Start(); err != nil && !errors.Is(err, windows.ERROR_SERVICE_ALREADY_RUNNING) {
			return fmt.Errorf("starting the service: %w", err)
		}
		return a.await(s, svc.Running)
	})
}

// stopService waits until the service has stopped, so that its program can be replaced.
func (a *app) stopService() error {
	return a.installed(func(s *mgr.Service) error {
		if _, err := s.Control(svc.Stop); err != nil && !errors.Is(err, windows.ERROR_SERVICE_NOT_ACTIVE) {
			return fmt.Errorf("stopping the service: %w", err)
		}
		return a.await(s, svc.Stopped)
	})
}

// await waits for a state.
func (a *app) await(s *mgr.Service, state svc.State) error {
	for end := time.Now().Add(serviceWait); ; time.Sleep(100 * time.Millisecond) {
		status, err := s.Query()
		if err != nil {
			return err
		}
		if status.State == state {
			return nil
		}
		if time.Now().After(end) || state == svc.Running && status.State == svc.Stopped {
			return errors.New(a.text("cli.service.failed", "state", a.text("cli.service.state."+stateName(status.State))))
		}
	}
}

// stateName gives the word for a state, which its text is found by.
func stateName(s svc.State) string {
	names := map[svc.State]string{svc.Stopped: "stopped", svc.StartPending: "starting", svc.StopPending: "stopping", svc.Running: "running"}
	return cmp.Or(names[s], "other")
}

// serviceStatus tells the state; a service that does not run counts as nothing found.
func (a *app) serviceStatus() error {
	state := "missing"
	if err := a.withService(func(_ *mgr.Mgr, s *mgr.Service) error {
		if s == nil {
			return nil
		}
		status, err := s.Query()
		state = stateName(status.State)
		return err
	}); err != nil {
		return err
	}
	return a.write(map[string]string{"state": state}, state == "running", func() error {
		a.stdout.Printf("%s\n", a.text("cli.service.state."+state))
		return nil
	})
}

// runService is "serve" as a service: it answers the service manager instead of signals, and
// tells the event log where others tell standard error, which a service does not have.
func (a *app) runService(ctx context.Context, cfg *config) error {
	events, err := eventlog.Open(serviceName)
	if err != nil {
		return err
	}
	defer events.Close()
	h := handler{ctx: ctx, events: events, ready: make(chan struct{}), serve: func(ctx context.Context) error {
		if err := cfg.read(os.Getenv); err != nil {
			return err
		}
		cfg.logFile = cmp.Or(cfg.logFile, filepath.Join(filepath.Dir(cfg.file), "waptkb.log"))
		return a.serve(ctx, cfg.settings)
	}}
	a.ready = sync.OnceFunc(func() { close(h.ready) })
	if err := svc.Run(serviceName, &h); err != nil {
		return fmt.Errorf("%s: %w", a.text("cli.service.run"), err)
	}
	return nil
}

// handler answers the service manager.
type handler struct {
	ctx    context.Context
	events *eventlog.Log
	ready  chan struct{} // closed once the server listens
	serve  func(context.Context) error
}

func (h *handler) Execute(_ []string, requests <-chan svc.ChangeRequest, changes chan<- svc.Status) (specific bool, code uint32) {
	ctx, stop := context.WithCancel(h.ctx)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- h.serve(ctx) }()
	status := svc.Status{State: svc.StartPending, WaitHint: milliseconds(serviceWait)}
	changes <- status
	ready := h.ready
	for {
		select {
		case <-ready:
			ready = nil
			status = svc.Status{State: svc.Running, Accepts: svc.AcceptStop | svc.AcceptShutdown}
			changes <- status
			_ = h.events.Info(eventID, "started")
		case err := <-ended:
			if err != nil {
				_ = h.events.Error(eventID, err.Error())
				return true, 2
			}
			_ = h.events.Info(eventID, "stopped")
			return false, 0
		case request := <-requests:
			switch request.Cmd {
			case svc.Interrogate:
				changes <- request.CurrentStatus
			case svc.Stop, svc.Shutdown:
				ready = nil
				status = svc.Status{State: svc.StopPending, WaitHint: milliseconds(serviceWait)}
				changes <- status
				stop()
			}
		}
	}
}

func milliseconds(d time.Duration) uint32 { return uint32(d / time.Millisecond) }
