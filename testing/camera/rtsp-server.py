"""GStreamer's RTSP server with one camera, for tests.

    rtsp-server.py PORT none|basic|digest [CODEC]

It prints a line when it is ready. User and password are `me` and `p@ss:w/rd`; CODEC is h264 (by
default), jpeg, or sound for a camera without video.
"""
import sys

import gi

gi.require_version('Gst', '1.0')
gi.require_version('GstRtsp', '1.0')
gi.require_version('GstRtspServer', '1.0')
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer

Gst.init(None)
port, auth = sys.argv[1:3]
codec = sys.argv[3] if len(sys.argv) > 3 else 'h264'
scene = 'videotestsrc is-live=true pattern=ball ! video/x-raw,format=I420,width=320,height=240,framerate=10/1'
pipelines = {
    'h264': f'{scene} ! x264enc tune=zerolatency key-int-max=10 ! rtph264pay name=pay0 pt=96',
    'jpeg': f'{scene} ! jpegenc ! rtpjpegpay name=pay0 pt=26',
    'sound': 'audiotestsrc is-live=true ! audioconvert ! rtpL16pay name=pay0 pt=96',
}

server = GstRtspServer.RTSPServer()
server.set_address('127.0.0.1')
server.set_service(port)
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch(f'( {pipelines[codec]} )')
factory.set_shared(True)

if auth != 'none':
    token = GstRtspServer.RTSPToken()
    token.set_string('media.factory.role', 'user')
    login = GstRtspServer.RTSPAuth()
    if auth == 'digest':
        login.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        login.add_digest('me', 'p@ss:w/rd', token)
    else:
        login.add_basic(GstRtspServer.RTSPAuth.make_basic('me', 'p@ss:w/rd'), token)
    server.set_auth(login)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_role('user')
    permissions.add_permission_for_role('user', 'media.factory.access', True)
    permissions.add_permission_for_role('user', 'media.factory.construct', True)
    factory.set_permissions(permissions)

server.get_mount_points().add_factory('/live', factory)
server.attach(None)
print('ready', flush=True)
GLib.MainLoop().run()
