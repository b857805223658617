//go:build !windows

package main

import (
	"context"
	"errors"
)

// Services are those of Windows.

func (a *app) installService(bool) error { return a.noService() }
func (a *app) uninstallService() error   { return a.noService() }
func (a *app) startService() error       { return a.noService() }
func (a *app) stopService() error        { return a.noService() }
func (a *app) serviceStatus() error      { return a.noService() }

func (a *app) runService(context.Context, *config) error { return a.noService() }

func (a *app) noService() error { return errors.New(a.text("cli.service.elsewhere")) }
