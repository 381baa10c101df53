// The common shortcodes. One that is not here is shown as it is written.

const TABLE = `pushpin 📌 scissors ✂️ white_check_mark ✅ heavy_check_mark ✔️ x ❌ eyes 👀 fire 🔥 rotating_light 🚨 warning ⚠️
memo 📝 scales ⚖️ calendar 📅 date 📅 clock1 🕐 alarm_clock ⏰ hourglass ⌛ hourglass_flowing_sand ⏳ stopwatch ⏱️ bell 🔔 no_bell 🔕 mega 📣 loudspeaker 📢
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 ok_hand 👌 clap 👏 raised_hands 🙌 pray 🙏 muscle 💪 wave 👋 raised_hand ✋ point_up ☝️ point_right 👉
point_left 👈 point_down 👇 handshake 🤝 tada 🎉 rocket 🚀 star ⭐ star2 🌟 sparkles ✨ boom 💥 zap ⚡ bulb 💡 bug 🐛 wrench 🔧 hammer 🔨 gear ⚙️
tools 🛠️ link 🔗 lock 🔒 unlock 🔓 key 🔑 shield 🛡️ mag 🔍 telescope 🔭 microscope 🔬 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉
bar_chart 📊 clipboard 📋 bookmark 🔖 books 📚 book 📖 notebook 📓 page_facing_up 📄 file_folder 📁 open_file_folder 📂 package 📦 inbox_tray 📥
outbox_tray 📤 email 📧 envelope ✉️ phone ☎️ telephone_receiver 📞 computer 💻 desktop_computer 🖥️ floppy_disk 💾 satellite 🛰️ electric_plug 🔌
battery 🔋 red_circle 🔴 large_orange_circle 🟠 large_yellow_circle 🟡 large_green_circle 🟢 large_blue_circle 🔵 white_circle ⚪ black_circle ⚫
large_red_square 🟥 large_green_square 🟩 arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️ arrows_counterclockwise 🔄 repeat 🔁
fast_forward ⏩ rewind ⏪ double_vertical_bar ⏸️ black_square_for_stop ⏹️ question ❓ grey_question ❔ exclamation ❗ bangbang ‼️ no_entry ⛔
no_entry_sign 🚫 construction 🚧 checkered_flag 🏁 triangular_flag_on_post 🚩 white_flag 🏳️ 100 💯 heart ❤️ blue_heart 💙 green_heart 💚
yellow_heart 💛 broken_heart 💔 smile 😄 slightly_smiling_face 🙂 grin 😁 joy 😂 sweat_smile 😅 wink 😉 blush 😊 thinking_face 🤔 neutral_face 😐
cry 😢 sob 😭 scream 😱 angry 😠 rage 😡 sleeping 😴 zzz 💤 sunglasses 😎 nerd_face 🤓 face_palm 🤦 shrug 🤷 robot_face 🤖 ghost 👻 skull 💀
coffee ☕ pizza 🍕 beer 🍺 beers 🍻 cake 🍰 sunny ☀️ cloud ☁️ umbrella ☔ snowflake ❄️ rainbow 🌈 ocean 🌊 earth_americas 🌎 globe_with_meridians 🌐
dog 🐶 cat 🐱 bee 🐝 turtle 🐢 snail 🐌 crown 👑 trophy 🏆 medal 🏅 dart 🎯 game_die 🎲 art 🎨 headphones 🎧 microphone 🎤 movie_camera 🎥 camera 📷
fire_engine 🚒 fire_extinguisher 🧯 ambulance 🚑 police_car 🚓 hospital 🏥 adhesive_bandage 🩹 bank 🏦 office 🏢 house 🏠 seedling 🌱 evergreen_tree 🌲 man 👨 woman 👩
busts_in_silhouette 👥 bust_in_silhouette 👤 speech_balloon 💬 thought_balloon 💭 eyeglasses 👓 moneybag 💰 credit_card 💳 shopping_cart 🛒 truck 🚚
airplane ✈️ heavy_plus_sign ➕ heavy_minus_sign ➖ information_source ℹ️ recycle ♻️ new 🆕 ok 🆗 sos 🆘 up 🆙 cool 🆒 free 🆓 one 1️⃣ two 2️⃣ three 3️⃣
four 4️⃣ five 5️⃣ wastebasket 🗑️ pencil2 ✏️ lower_left_ballpoint_pen 🖊️ paperclip 📎 round_pushpin 📍 label 🏷️ shrugging 🤷 saluting_face 🫡`;

const words = TABLE.split(/\s+/);
export const EMOJI = new Map();
for (let at = 0; at + 1 < words.length; at += 2) EMOJI.set(words[at], words[at + 1]);

export const QUICK = ["pushpin", "scissors", "eyes", "white_check_mark"];

/** The character of a shortcode, or the shortcode itself. */
export const emoji = (name) => EMOJI.get(name.split("::")[0]) ?? `:${name}:`;

export const find = (letters) => [...EMOJI.keys()].filter((name) => name.includes(letters.toLowerCase()));
