# -*- coding: utf-8 -*-
# Installs waptkb as a Windows service that answers on http://127.0.0.1:8080/ until
# C:\ProgramData\waptkb\waptkb.toml says otherwise.
from setuphelpers import *
import json

uninstallkey = []

QUESTION = 'uninstall key can not be found'
ARTICLE = 'uninstall-key-not-found'
SHORTCUT = 'Aide WAPT'


def folder():
    return makepath(programfiles64, 'waptkb')


def command(arguments):
    return '"%s" %s' % (makepath(folder(), 'waptkb.exe'), arguments)


def install():
    if service_installed('waptkb'):
        run(command('service stop'))
    mkdirs(folder())
    filecopyto('waptkb.exe', folder())
    run(command('service install'))
    run(command('service start'))
    create_programs_menu_shortcut(SHORTCUT, target='http://127.0.0.1:8080/')


def audit():
    if not service_installed('waptkb') or not service_is_running('waptkb'):
        print('The service waptkb does not run.')
        return 'ERROR'
    found = json.loads(run(command('search --json "%s"' % QUESTION), accept_returncodes=[0, 1], return_stderr=False))
    if not found['answer'] or found['answer']['id'] != ARTICLE:
        print('waptkb does not find the article %s.' % ARTICLE)
        return 'ERROR'
    print('waptkb finds the article %s.' % ARTICLE)
    return 'OK'


def uninstall():
    if service_installed('waptkb'):
        run(command('service uninstall'))
    killalltasks('waptkb.exe')
    remove_programs_menu_shortcut(SHORTCUT + '.url')
    for path in [folder(), makepath(os.environ['ProgramData'], 'waptkb')]:
        if isdir(path):
            remove_tree(path)
