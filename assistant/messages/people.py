"""Signing in and one's own account."""

from __future__ import annotations

from typing import Final

# key: (Vietnamese, English)
TEXTS: Final[dict[str, tuple[str, str]]] = {
    "sign_in.heading": ("Đăng nhập", "Sign in"),
    "sign_in.lead": (
        "Máy chủ này chỉ mở cho người có tài khoản. Quên mật khẩu? Hãy hỏi người quản trị.",
        "This server is for people with an account. Forgot your password? Ask whoever runs it.",
    ),
    "sign_in.name": ("Tên đăng nhập", "Name"),
    "sign_in.password": ("Mật khẩu", "Password"),
    "sign_in.submit": ("Đăng nhập", "Sign in"),
    "sign_in.wrong": ("Tên hoặc mật khẩu chưa đúng.", "The name or the password is not right."),
    "sign_in.slow": (
        "Đã thử quá nhiều lần. Hãy đợi {minutes} phút rồi thử lại.",
        "Too many attempts. Wait {minutes} minutes and try again.",
    ),
    "sign_in.elsewhere": (
        "Biểu mẫu không đến từ trang này. Hãy tải lại trang rồi thử lại.",
        "The form did not come from this site. Reload the page and try again.",
    ),
    "sign_in.needed": (
        "Phiên đăng nhập đã hết. Hãy tải lại trang và đăng nhập.",
        "You are signed out. Reload the page and sign in.",
    ),
    "sign_in.out": ("Đăng xuất", "Sign out"),
    "account.heading": ("Tài khoản", "Account"),
    "account.of": ("Tài khoản: {name}", "Account: {name}"),
    "account.role.reader": ("người đọc", "reader"),
    "account.role.editor": ("biên tập tài liệu", "editor"),
    "account.role.admin": ("quản trị", "administrator"),
    "account.sees": ("Được xem: {collections}", "May see: {collections}"),
    "account.sees.all": ("mọi bộ tài liệu", "every collection"),
    "account.sees.none": ("chưa bộ tài liệu nào", "no collection yet"),
    "account.password": ("Đổi mật khẩu", "Change the password"),
    "account.password.old": ("Mật khẩu hiện tại", "Present password"),
    "account.password.new": ("Mật khẩu mới", "New password"),
    "account.password.note": (
        "Các thiết bị khác sẽ phải đăng nhập lại.",
        "Other devices will have to sign in again.",
    ),
    "account.password.short": (
        "Mật khẩu mới cần ít nhất {least} ký tự.",
        "The new password needs at least {least} characters.",
    ),
    "account.password.wrong": ("Mật khẩu hiện tại chưa đúng.", "The present password is not right."),
    "account.keys": ("Khóa cho chương trình", "Keys for programs"),
    "account.keys.lead": (
        "Chương trình gửi khóa này đến /api, /v1 hoặc /mcp và thấy đúng những gì bạn được xem.",
        "A program shows its key to /api, /v1 or /mcp and sees exactly what you may see.",
    ),
    "account.keys.none": ("Chưa có khóa nào.", "No keys yet."),
    "account.key.name": ("Dùng để làm gì", "What it is for"),
    "account.key.write": ("Được thêm và xóa tài liệu", "May add and delete documents"),
    "account.key.read": ("Chỉ đọc", "Read only"),
    "account.key.create": ("Tạo khóa", "Make a key"),
    "account.key.revoke": ("Hủy khóa", "Revoke"),
    "account.key.shown": (
        "Hãy chép khóa này ngay: nó chỉ hiện một lần.",
        "Copy this key now: it is shown this once.",
    ),
    "account.key.unnamed": ("Hãy ghi khóa dùng để làm gì.", "Say what the key is for."),
    "account.key.missing": ("Không có khóa này.", "There is no such key."),
    "account.key.used": ("dùng gần nhất {day}", "last used {day}"),
    "account.key.unused": ("chưa dùng", "never used"),
}
