"""Checks setup.py of the WAPT package: check_setup.py SETUP WAPT_JSON PROGRAM

First its form: each name that it takes from WAPT's setuphelpers exists there, and is called
with arguments that it has. Then what it does: it is run beside helpers that only note what
they are told, but for "run", which asks the real program.
"""
import ast
import builtins
import json
import os
import subprocess
import sys
import tempfile
import types

setup, table, program = sys.argv[1:]
source = open(setup, encoding='utf-8').read()
known = json.load(open(table, encoding='utf-8'))
faults = []


def check_form():
    tree = ast.parse(source, setup)
    own = {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
    own |= {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    own |= {a.arg for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) for a in n.args.args}
    own |= {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    for n in ast.walk(tree):
        if isinstance(n, ast.Name) and n.id not in own and not hasattr(builtins, n.id):
            if n.id not in known['helpers'] and n.id not in known['values']:
                faults.append('line %d: setuphelpers has no %s' % (n.lineno, n.id))
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in known['values']:
            faults.append('line %d: %s is no function' % (n.lineno, n.func.id))
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in known['helpers']:
            takes = known['helpers'][n.func.id]
            if takes == ['*']:
                continue
            if len(n.args) > len(takes):
                faults.append('line %d: %s takes %d arguments' % (n.lineno, n.func.id, len(takes)))
            for k in n.keywords:
                if k.arg not in takes[len(n.args):]:
                    faults.append('line %d: %s has no argument %s' % (n.lineno, n.func.id, k.arg))
    for hook in ['install', 'uninstall', 'audit']:
        if hook not in own:
            faults.append('no %s()' % hook)
    if 'uninstallkey' not in own:
        faults.append('no uninstallkey')


class Host:
    """A machine as setuphelpers sees it."""

    def __init__(self, root):
        self.root, self.calls, self.service, self.shortcuts, self.answer = root, [], None, set(), None

    def helpers(self):
        m = types.ModuleType('setuphelpers')
        m.os = types.SimpleNamespace(environ={'ProgramData': os.path.join(self.root, 'data')})
        m.programfiles64 = os.path.join(self.root, 'Program Files')
        m.makepath = os.path.join
        m.isdir, m.mkdirs = os.path.isdir, lambda path: os.makedirs(path, exist_ok=True)
        m.filecopyto = lambda filename, target: open(os.path.join(target, filename), 'w').close()
        m.service_installed = lambda name: self.service is not None
        m.service_is_running = lambda name: self.service == 'running'
        m.run = self.run
        m.killalltasks = lambda names: None
        m.create_programs_menu_shortcut = lambda label, target: self.shortcuts.add(label + '.url')
        m.remove_programs_menu_shortcut = self.shortcuts.discard
        m.remove_tree = __import__('shutil').rmtree
        return m

    def run(self, cmd, accept_returncodes=(0, 3010), return_stderr=True):
        path, arguments = cmd[1:].split('" ', 1)
        self.calls.append(arguments)
        if not os.path.isfile(path):
            raise Exception('%s is not there' % path)
        if arguments.startswith('service '):
            self.service = {'install': self.service or 'stopped', 'start': 'running', 'stop': 'stopped', 'uninstall': None}[arguments[8:]]
            if arguments == 'service install':
                os.makedirs(os.path.join(self.root, 'data', 'waptkb'), exist_ok=True)
            return ''
        if self.answer is not None:
            return self.answer
        done = subprocess.run('"%s" %s' % (program, arguments), shell=True, stdout=subprocess.PIPE)
        if done.returncode not in accept_returncodes:
            raise Exception('exit status %d' % done.returncode)
        return done.stdout


def expect(got, want, what):
    if got != want:
        faults.append('%s: %r, not %r' % (what, got, want))


def check_doings():
    with tempfile.TemporaryDirectory() as root:
        host = Host(root)
        sys.modules['setuphelpers'] = host.helpers()
        package = types.ModuleType('setup')
        exec(compile(source, setup, 'exec'), package.__dict__)
        expect(package.audit(), 'ERROR', 'audit before install')
        package.install()
        expect(host.service, 'running', 'service after install')
        expect(len(host.shortcuts), 1, 'shortcuts after install')
        expect(package.audit(), 'OK', 'audit after install')
        host.calls = []
        package.install()
        expect(host.calls, ['service stop', 'service install', 'service start'], 'upgrade')
        for wrong in ['{"answer": null}', '{"answer": {"id": "horloge-decalee"}}']:
            host.answer = wrong
            expect(package.audit(), 'ERROR', 'audit of the answer ' + wrong)
        host.answer, host.service = None, 'stopped'
        expect(package.audit(), 'ERROR', 'audit of a service that does not run')
        package.uninstall()
        left = [os.path.join(d, f) for d, _, fs in os.walk(root) for f in fs] + list(host.shortcuts)
        expect((left, host.service, os.listdir(os.path.join(root, 'Program Files'))), ([], None, []), 'what uninstall leaves')


check_form()
if not faults:
    check_doings()
print('\n'.join(faults))
sys.exit(1 if faults else 0)
